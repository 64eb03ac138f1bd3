// COMP-1 and COMP-2: IBM hexadecimal and IEEE 754 floating point, as the shortest decimal texts.
#pragma once

#include "neurocrypt/bytes.h"
#include "schema/cobol/options.h"
#include "schema/record.h"

namespace neurocrypt::cobol {

/// The shortest decimal text that write_float turns into the same number. Hexadecimal floating
/// point has no infinities; unnormalised fractions read as the number that they are.
///
/// Shapes   bytes: 4 or 8, high byte first.
/// Source   IBM z/Architecture Principles of Operation (SA22-7832), "Hexadecimal-floating-point
/// data
///          format": sign, 7 bits of exponent (16^(e - 64)), fraction of 24 or 56 bits.
Number read_float(ByteView bytes, FloatForm form);

/// Rounds to nearest, ties to even. Returns null, or what is wrong: "too large for COMP-1".
const char* write_float(const Number& number, FloatForm form, MutableBytes bytes);

}  // namespace neurocrypt::cobol
