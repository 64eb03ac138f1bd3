// Marks the functions between BEGIN and END as compiled for an instruction set, so that no flag on
// a whole file lets its code leak into the baseline path. Never put an #include between the two.
// NC_UNROLL, before a short loop over vectors, keeps an array of them in registers at every
// optimisation level.
#pragma once

#define NC_PRAGMA(...) _Pragma(#__VA_ARGS__)

#define NC_AVX512 "avx2,avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vnni"

#if defined(__clang__)
#define NC_TARGET_BEGIN(isa) \
  NC_PRAGMA(clang attribute push(__attribute__((target(isa))), apply_to = function))
#define NC_TARGET_END _Pragma("clang attribute pop")
#define NC_UNROLL _Pragma("clang loop unroll(full)")
#else
#define NC_TARGET_BEGIN(isa) _Pragma("GCC push_options") NC_PRAGMA(GCC target(isa))
#define NC_TARGET_END _Pragma("GCC pop_options")
#define NC_UNROLL _Pragma("GCC unroll 64")
#endif
#define NC_TARGET_AVX2_BEGIN NC_TARGET_BEGIN("avx2")
#define NC_TARGET_AVX512_BEGIN NC_TARGET_BEGIN(NC_AVX512)
