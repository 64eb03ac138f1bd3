// What one value lacks to be another: the sidecar that makes a way there and back the identity.
#pragma once

#include <vector>

#include "neurocrypt/result.h"
#include "schema/format.h"
#include "schema/record.h"

namespace neurocrypt {

/// What turns `given` into `original`, exactly and with the order of members; null when they are
/// equal. In JSON, by place:
///   {"set": V}, {"set": V, "at": 2}     a member that `given` lacks, and its index where it is not
///                                       the last
///   {"was": V, "set": W}, {"was": V}    another value; a member or elements that are too much
///   {"members": {NAME: ...}, "order": [NAME, ...]}   inside an object; order only where it differs
///   {"items": {INDEX: ...}}             inside an array
Value difference(const Value& original, const Value& given);

/// Puts a difference back: apply_difference(given, difference(original, given)) == original. Where
/// `given` has changed in the meantime, what changed stays as it is: a value is replaced only while
/// it is what it "was".
/// Errors   kCorrupt for what no difference() makes.
Result<Value> apply_difference(Value given, const Value& difference);

/// The places of `original` that `given` lacks or has otherwise, the whole of what is missing under
/// one path. Neither the order of members nor arrays and objects without a
/// value in them are a loss.
std::vector<Loss> losses_in(const Value& difference, const std::string& reason);

}  // namespace neurocrypt
