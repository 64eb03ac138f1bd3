// Learns a JSON Schema from samples.
#pragma once

#include <cstdint>
#include <memory>

#include "schema/record.h"

namespace neurocrypt::json {

/// An object with more names than this is taken for a map: its names are data.
inline constexpr std::size_t kNamesMax = 256;
/// Strings become an enumeration of at most this many values,
inline constexpr std::size_t kEnumValuesMax = 16;
/// once there are this many samples for each value on average, and two at least of every one.
inline constexpr std::uint64_t kSamplesPerEnumValue = 10;
/// Places that are told apart. Beyond, new members are allowed but not described.
inline constexpr std::size_t kPlacesMax = 20'000;

/// What has been seen at one place of the samples.
struct Place;

/// Takes samples one after the other, in memory that the limits above bound however many there are.
/// The result is the same for the same samples in the same order, and every sample follows it.
class SchemaInference {
 public:
  SchemaInference();
  SchemaInference(SchemaInference&&) noexcept;
  SchemaInference& operator=(SchemaInference&&) noexcept;
  ~SchemaInference();

  void add(const Value& sample);
  /// As if the samples of `other` had been added here.
  void merge(const SchemaInference& other);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// A JSON Schema (2020-12): types, required members, null, formats, enumerations, items.
  [[nodiscard]] Value schema() const;

 private:
  std::unique_ptr<Place> root_;
  std::uint64_t count_ = 0;
  std::size_t places_ = 1;
};

}  // namespace neurocrypt::json
