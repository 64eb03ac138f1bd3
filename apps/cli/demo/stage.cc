#include "demo/stage.h"

#include <unistd.h>

#include <algorithm>
#include <bit>
#include <filesystem>
#include <iostream>

#include "base/crypto.h"
#include "base/hex.h"
#include "container/header.h"
#include "files.h"
#include "help.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

int unexpected = 0;
constexpr std::size_t kLabelColumns = 28;
constexpr std::size_t kFileBytesMin = 6 << 10;  // the attack knows 4 KiB and has to guess some
constexpr std::size_t kFileBytesMax = 60'000;   // of one chunk

void print_fact(const std::string& label, std::string_view mark, const std::string& value) {
  const std::string start = "  " + label;
  const std::size_t gap = start.size() < kLabelColumns ? kLabelColumns - start.size() : 1;
  std::cout << start << std::string(gap, ' ') << mark << wrap(value, kLabelColumns) << std::endl;
}

}  // namespace

void title(const std::string& text) {
  const Colours colour = colours();
  std::cout << "\n"
            << colour.bold << text << "\n"
            << std::string(text.size(), '=') << colour.reset << std::endl;
}

void step(const std::string& text) {
  const Colours colour = colours();
  std::cout << "\n" << colour.bold << text << colour.reset << std::endl;
}

void say(const std::string& text) { std::cout << wrap(text, 0) << std::endl; }

void fact(const std::string& label, const std::string& value) { print_fact(label, "", value); }

void outcome(const std::string& label, const std::string& value, bool as_expected) {
  const Colours colour = colours();
  if (!as_expected) ++unexpected;
  const std::string mark = std::string(as_expected ? colour.green : colour.red);
  print_fact(label, mark, value + std::string(colour.reset) + (as_expected ? "" : " (UNEXPECTED)"));
}

int unexpected_outcomes() { return unexpected; }

Result<DemoFile> demo_file() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path source = program.parent_path() / "../../..";
  const std::filesystem::path installed = program.parent_path() / "../share/doc/neurocrypt";
  for (const std::filesystem::path& path :
       {source / "README.md", source / "docs/cli.md", installed / "README.md", program}) {
    const auto size = std::filesystem::file_size(path, error);
    if (error || size < kFileBytesMin) continue;
    NC_ASSIGN_OR_RETURN(ByteString bytes, read_start(path, kFileBytesMax));
    return DemoFile{path.filename(), std::move(bytes)};
  }
  return Error{ErrorCode::kNotFound, "found no file to seal: not even this program", ""};
}

Result<std::string> examples_folder() {
  std::error_code error;
  const std::filesystem::path program =
      std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  for (const char* const folder : {"../../../examples", "../share/neurocrypt/examples"}) {
    const std::filesystem::path path = program / folder;
    if (std::filesystem::is_regular_file(path / "translate/log.proto", error)) {
      return path.lexically_normal().string();
    }
  }
  return Error{ErrorCode::kNotFound, "the examples are neither in the source tree nor installed",
               "install them with cmake --install"};
}

Result<Keyset> lattice_keyset(LatticeSet set, int depth) {
  NC_ASSIGN_OR_RETURN(KeyMaterial material,
                      generate_key_material(FamilyId::kLattice, LatticeArchitecture{set, depth}));
  return Keyset::create(std::move(material));
}

double equal_bits(ByteView a, ByteView b) {
  std::size_t different = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    different += static_cast<std::size_t>(std::popcount(static_cast<std::uint8_t>(a[i] ^ b[i])));
  }
  return 1 - static_cast<double>(different) / (8 * static_cast<double>(a.size()));
}

std::string abbreviated(ByteView bytes) {
  constexpr std::size_t kShown = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(kShown, bytes.size()); ++i) {
    text += to_hex(bytes.subspan(i, 1)) + " ";
  }
  if (bytes.size() > kShown) text += "... " + to_hex(bytes.last(1)) + " ";
  return text + "(" + grouped(bytes.size()) + " bytes)";
}

std::string short_hash(ByteView bytes) { return to_hex(sha256({bytes})).substr(0, 16); }

ByteString relabelled(const ByteString& sealed, KeyId id) {
  Result<Header> header = parse_header(sealed);
  header->key = id;
  const HeaderBytes bytes = print(*header);
  ByteString changed = sealed;
  std::copy(bytes.begin(), bytes.end(), changed.begin());
  return changed;
}

std::string answer(const Result<ByteString>& opened) {
  return opened.ok() ? "opens, SHA-256 " + short_hash(*opened) + "..."
                     : "refused: " + opened.error().message;
}

}  // namespace neurocrypt::cli
