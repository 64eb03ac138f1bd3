// The row of JSON in the registry of formats.
#pragma once

#include <memory>

#include "schema/format.h"
#include "schema/json/json_schema.h"

namespace neurocrypt {

extern const Format kJsonFormat;

/// The codec of a compiled schema.
std::unique_ptr<Codec> make_json_codec(std::unique_ptr<json::JsonSchema> schema);

}  // namespace neurocrypt
