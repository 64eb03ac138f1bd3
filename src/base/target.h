// Marks the functions between BEGIN and END as compiled for an instruction set, so that no flag on
// a whole file lets its code leak into the baseline path. Never put an #include between the two.
// NC_UNROLL, before a short loop over vectors, keeps an array of them in registers at every
// optimisation level.
#pragma once

#if defined(__clang__)
#define NC_TARGET_AVX2_BEGIN \
  _Pragma("clang attribute push(__attribute__((target(\"avx2\"))), apply_to=function)")
// clang-format off: _Pragma takes one literal
#define NC_TARGET_AVX512_BEGIN                                                           \
  _Pragma(                                                                               \
      "clang attribute "                                                                 \
      "push(__attribute__((target(\"avx2,avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi," \
      "avx512vnni\"))), apply_to=function)")
// clang-format on
#define NC_TARGET_END _Pragma("clang attribute pop")
#define NC_UNROLL _Pragma("clang loop unroll(full)")
#else
#define NC_TARGET_AVX2_BEGIN _Pragma("GCC push_options") _Pragma("GCC target(\"avx2\")")
#define NC_TARGET_AVX512_BEGIN \
  _Pragma("GCC push_options")  \
      _Pragma("GCC target(\"avx2,avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vnni\")")
#define NC_TARGET_END _Pragma("GCC pop_options")
#define NC_UNROLL _Pragma("GCC unroll 64")
#endif
