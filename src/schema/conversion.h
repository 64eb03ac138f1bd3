// One schema, two formats: a copybook's records and their JSON, ProtoJSON and Protobuf.
#pragma once

#include <memory>
#include <string_view>

#include "schema/format.h"

namespace neurocrypt {

/// The two codecs that read and write the messages of one schema.
class Conversion {
 public:
  /// `from` and `to` are names of formats. The schema belongs to the one that is not json; the JSON
  /// of a format is the format that its row names (protojson), or else json_view. With json on both
  /// sides it is a JSON Schema, or none. Options go to the formats that list them. Errors kNotFound
  /// for a format; kInvalidArgument for two formats that have no schema in common, and for an
  ///          option that neither lists; what loading the schema says.
  static Result<Conversion> load(std::string_view from, std::string_view to,
                                 const SchemaRequest& request);

  [[nodiscard]] const Codec& from() const { return *from_; }
  [[nodiscard]] const Codec& to() const { return *to_; }

 private:
  Conversion() = default;
  std::unique_ptr<Codec> from_;  // one of the two may be a view of the other
  std::unique_ptr<Codec> to_;
};

}  // namespace neurocrypt
