#include "schema/conversion.h"

#include <string>
#include <utility>

#include "schema/json_view.h"

namespace neurocrypt {
namespace {

constexpr std::string_view kJson = "json";

/// The request with those options only that the format lists.
SchemaRequest request_for(const Format& format, SchemaRequest request) {
  std::erase_if(request.options,
                [&](const auto& option) { return !has_option(format, option.first); });
  return request;
}

/// The format that reads and writes the JSON of `other`; json itself when a view has to do.
Result<const Format*> json_side(const Format& other) {
  return find_format(other.json_format.empty() ? kJson : other.json_format);
}

bool share_schemas(const Format& a, const Format& b) {
  return &a == &b || a.json_format == b.name || b.json_format == a.name;
}

}  // namespace

Result<Conversion> Conversion::load(std::string_view from, std::string_view to,
                                    const SchemaRequest& request) {
  NC_ASSIGN_OR_RETURN(const Format* source, find_format(from));
  NC_ASSIGN_OR_RETURN(const Format* target, find_format(to));
  if (from == kJson && to != kJson) {
    NC_ASSIGN_OR_RETURN(source, json_side(*target));
  } else if (to == kJson && from != kJson) {
    NC_ASSIGN_OR_RETURN(target, json_side(*source));
  }
  const bool view_from = source->name == kJson && target->name != kJson;
  const bool view_to = target->name == kJson && source->name != kJson;
  if (!view_from && !view_to && !share_schemas(*source, *target)) {
    return Error{ErrorCode::kInvalidArgument,
                 "one schema cannot be both " + std::string(from) + " and " + std::string(to),
                 "convert by way of json, or link two schemas"};
  }
  for (const auto& [option, value] : request.options) {
    if (!has_option(*source, option) && !has_option(*target, option)) {
      return Error{ErrorCode::kInvalidArgument, "neither " + std::string(source->name) + " nor " +
                                                    std::string(target->name) + " has an option '" +
                                                    option + "'"};
    }
  }
  Conversion conversion;
  if (view_from || view_to) {
    const Format& format = view_from ? *target : *source;
    NC_ASSIGN_OR_RETURN(std::unique_ptr<Codec> codec, load_schema(format.name, request));
    std::unique_ptr<Codec> view = json_view(*codec);
    conversion.from_ = view_from ? std::move(view) : std::move(codec);
    conversion.to_ = view_from ? std::move(codec) : std::move(view);
    return conversion;
  }
  NC_ASSIGN_OR_RETURN(conversion.from_, load_schema(source->name, request_for(*source, request)));
  NC_ASSIGN_OR_RETURN(conversion.to_, load_schema(target->name, request_for(*target, request)));
  return conversion;
}

}  // namespace neurocrypt
