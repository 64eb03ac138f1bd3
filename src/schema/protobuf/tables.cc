#include "schema/protobuf/tables.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace neurocrypt::protobuf {
namespace {

template <typename T>
std::string chars(T value) {
  char buffer[32];
  const std::to_chars_result end = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, end.ptr};
}

template <typename T>
std::string float_text(T value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  return chars(value);
}

}  // namespace

const std::string* EnumTable::find(std::int32_t number) const {
  const auto at = std::lower_bound(by_number.begin(), by_number.end(), Entry{number, {}});
  return at != by_number.end() && at->number == number ? &at->name : nullptr;
}

std::size_t MessageTable::find(std::uint32_t number, std::size_t hint) const {
  if (hint < rows.size() && rows[hint].number == number) return hint;
  const auto at = std::lower_bound(
      rows.begin(), rows.end(), number,
      [](const FieldRow& row, std::uint32_t wanted) { return row.number < wanted; });
  const bool found = at != rows.end() && at->number == number;
  return found ? static_cast<std::size_t>(at - rows.begin()) : rows.size();
}

std::string number_text(std::int64_t value) { return chars(value); }
std::string number_text(std::uint64_t value) { return chars(value); }
std::string number_text(float value) { return float_text(value); }
std::string number_text(double value) { return float_text(value); }

}  // namespace neurocrypt::protobuf
