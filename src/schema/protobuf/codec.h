// Messages between the wire and Values, walked along the tables of a schema.
#pragma once

#include <string_view>
#include <vector>

#include "neurocrypt/bytes.h"
#include "neurocrypt/result.h"
#include "schema/format.h"
#include "schema/protobuf/tables.h"
#include "schema/record.h"

namespace neurocrypt::protobuf {

/// Holds the unknown fields of a message as they stood on the wire.
inline constexpr std::string_view kUnknownMember = "@unknown";
/// Names the type of what a google.protobuf.Any holds.
inline constexpr std::string_view kTypeMember = "@type";

/// How a message looks as a Value.
enum class Form : std::uint8_t {
  kRecord,     ///< exact: numbers are numbers, bytes are bytes, unknown fields are kept
  kProtoJson,  ///< what may be printed as JSON: 64-bit integers, NaN and bytes as strings, nothing
               ///< unknown
};

struct Options {
  bool refuse_unknown_fields = false;  ///< reading: an error instead of kUnknownMember
  bool enum_numbers = false;           ///< reading: enums as numbers
  bool emit_defaults = false;          ///< reading: also fields without presence that are absent
  bool sort_maps = false;              ///< writing: entries by key, not in the Value's order
};

/// Reads one message of the type `schema.root`.
///
/// Bounds   kDepthMax messages inside each other.
/// Errors   kCorrupt with the byte offset and the path. In kProtoJson, kInvalidArgument with the
/// path for what has
///          no JSON form; but unknown fields are listed in `losses` when it is given.
Result<Value> read_message(const Schema& schema, const Options& options, Form form, ByteView bytes,
                           std::vector<Loss>* losses);

/// Appends one message: fields by ascending number, then what kUnknownMember holds. Takes all that
/// ProtoJSON allows on input: original names, numbers as strings, base64 for bytes, null for
/// absent.
///
/// Errors   kInvalidArgument with the path; `out` is then as it was. Members and enum names that
/// the
///          schema does not know, and digits that a float or double cannot hold, are listed in
///          `losses` when it is given; kProtoJson rounds without a word when it is not. A null that
///          leaves its field absent is listed, and never an error. `failed_at`, when given, gets
///          the path alone.
Status write_message(const Schema& schema, const Options& options, Form form, const Value& message,
                     ByteString& out, std::vector<Loss>* losses, std::string* failed_at = nullptr);

}  // namespace neurocrypt::protobuf
