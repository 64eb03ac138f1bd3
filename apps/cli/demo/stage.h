// What the demonstrations print with, and the few helpers they share.
#pragma once

#include <string>

#include "neurocrypt/bytes.h"
#include "neurocrypt/keyset.h"
#include "neurocrypt/result.h"
#include "neurocrypt/seal.h"

namespace neurocrypt::cli {

void title(const std::string& text);
void step(const std::string& text);
/// A paragraph, wrapped.
void say(const std::string& text);
/// One aligned line: a label and what was found.
void fact(const std::string& label, const std::string& value);
/// The same, with a mark: what was expected happened (a refusal too may be expected), or not.
void outcome(const std::string& label, const std::string& value, bool as_expected);
/// How many outcomes so far were not as expected: a demonstration that fails says so.
int unexpected_outcomes();

/// A text that this installation has: its README, else another, else the program itself; of one
/// chunk.
struct DemoFile {
  std::string name;
  ByteString bytes;
};
Result<DemoFile> demo_file();

/// The folder of the examples: of the source tree, or installed. Errors   kNotFound.
Result<std::string> examples_folder();

/// A keyset of one new lattice key.
Result<Keyset> lattice_keyset(LatticeSet set = LatticeSet::kR2, int depth = 1);

/// Part of the bits in which two equally long texts agree: 1 for the same, about 0.5 for strangers.
double equal_bits(ByteView a, ByteView b);

/// "3f 9a 00 ... 41 (256 bytes)".
std::string abbreviated(ByteView bytes);
/// The first 16 hexadecimal digits of SHA-256.
std::string short_hash(ByteView bytes);

/// `sealed` with the key id in its header replaced, so that a stranger's key is tried on it.
ByteString relabelled(const ByteString& sealed, KeyId id);

/// What an opener answers: "opens, ..." or "refused: ...".
std::string answer(const Result<ByteString>& opened);

}  // namespace neurocrypt::cli
