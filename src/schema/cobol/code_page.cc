#include "schema/cobol/code_page.h"

#include <cstdio>

#include "schema/cobol/code_page_tables.h"

namespace neurocrypt::cobol {
namespace {

constexpr char16_t kUnmapped = 0xFFFD;

bool is_c1(char16_t character) { return character >= 0x80 && character <= 0x9F; }

void append_utf8(char32_t character, std::string& text) {
  if (character < 0x80) {
    text += static_cast<char>(character);
  } else if (character < 0x800) {
    text += static_cast<char>(0xC0 | (character >> 6));
    text += static_cast<char>(0x80 | (character & 0x3F));
  } else {
    text += static_cast<char>(0xE0 | (character >> 12));
    text += static_cast<char>(0x80 | ((character >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (character & 0x3F));
  }
}

/// Takes the first character of UTF-8 text; nothing when the text is not UTF-8 (overlong forms,
/// surrogates and what lies past U+10FFFF included).
std::optional<char32_t> take_utf8(std::string_view& text) {
  const auto first = static_cast<std::uint8_t>(text[0]);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length == 0 || text.size() < length) return std::nullopt;
  char32_t character = length == 1 ? first : first & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<std::uint8_t>(text[i]);
    if ((next & 0xC0) != 0x80) return std::nullopt;
    character = (character << 6) | (next & 0x3F);
  }
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (character < kLeast[length] || (character >= 0xD800 && character <= 0xDFFF) ||
      character > 0x10FFFF) {
    return std::nullopt;
  }
  text.remove_prefix(length);
  return character;
}

std::string code_point(char32_t character) {
  char text[16];
  std::snprintf(text, sizeof text, "U+%04X", static_cast<unsigned>(character));
  return text;
}

const CodePageTable* find_table(std::string_view name) {
  for (const CodePageTable& table : kCodePageTables) {
    if (table.name == name) return &table;
  }
  return nullptr;
}

}  // namespace

Result<CodePage> CodePage::create(std::string_view name, Controls controls, LineEnds line_ends) {
  const bool common = name == "common";  // what 037 has of ASCII, the rest as spaces
  const bool utf8 = name == "utf-8";
  const CodePageTable* const table = find_table(common ? "cp037" : utf8 ? "ascii" : name);
  if (table == nullptr) {
    std::string known;
    for (const CodePageTable& each : kCodePageTables) known += std::string(each.name) + ", ";
    return Error{ErrorCode::kInvalidArgument, "unknown code page '" + std::string(name) + "'",
                 "the code pages are " + known + "common and utf-8"};
  }
  CodePage page;
  page.utf8_ = utf8;
  page.ebcdic_ = table->characters[0xF0] == u'0';
  page.characters_ = table->characters;
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char16_t character = table->characters[byte];
    if (character < 0x80) {
      page.ascii_bytes_[character] = static_cast<std::uint8_t>(byte);
      page.ascii_of_[byte] = static_cast<char>(character);
    }
  }
  if (page.ebcdic_ && line_ends == LineEnds::kSwapped) {
    page.characters_[0x15] = u'\n';
    page.characters_[0x25] = 0x85;
  } else if (page.ebcdic_ && line_ends == LineEnds::kCrlf) {
    page.characters_[0x0D] = u'\n';
    page.characters_[0x25] = u'\r';
  }
  for (char16_t& character : page.characters_) {
    const bool c0 = character < 0x20 || character == 0x7F;
    const bool line_end = character == u'\r' || character == u'\n' || character == 0x85;
    const bool kept =
        controls == Controls::kKeep || line_end || (controls == Controls::kKeepMost && c0);
    if ((c0 || is_c1(character)) && !kept) character = u' ';
    if (common && character >= 0x80) character = u' ';
  }
  for (unsigned byte = 256; byte-- > 0;) {
    const char16_t character = page.characters_[byte];
    if (character < page.byte_of_.size()) {
      page.byte_of_[character] = static_cast<std::uint16_t>(0x100 + byte);
    }
  }
  page.byte_of_[u' '] = static_cast<std::uint16_t>(0x100 + page.space());
  return page;
}

std::optional<std::size_t> CodePage::decode(ByteView bytes, std::string& text) const {
  if (utf8_) {
    for (std::string_view rest = as_text(bytes); !rest.empty();) {
      const std::size_t at = bytes.size() - rest.size();
      const std::optional<char32_t> character = take_utf8(rest);
      if (!character) return at;
      if (*character < 0x80) {
        append_utf8(characters_[*character], text);
      } else {
        text += as_text(bytes.subspan(at, bytes.size() - rest.size() - at));
      }
    }
    return std::nullopt;
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char16_t character = characters_[bytes[i]];
    if (character == kUnmapped) return i;
    append_utf8(character, text);
  }
  return std::nullopt;
}

std::optional<std::string> CodePage::encode(std::string_view text, ByteString& bytes) const {
  while (!text.empty()) {
    const std::string_view before = text;
    const std::optional<char32_t> character = take_utf8(text);
    if (!character) return "a byte that is not UTF-8";
    if (utf8_) {
      for (const char c : before.substr(0, before.size() - text.size())) {
        bytes.push_back(static_cast<std::uint8_t>(c));
      }
      continue;
    }
    const std::uint16_t found = *character < byte_of_.size() ? byte_of_[*character] : 0;
    if (found == 0) return code_point(*character);
    bytes.push_back(static_cast<std::uint8_t>(found & 0xFF));
  }
  return std::nullopt;
}

}  // namespace neurocrypt::cobol
