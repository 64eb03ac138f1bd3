#include "context_argument.h"

#include <algorithm>

namespace neurocrypt::cli {
namespace {

constexpr char kTags[] = "tags";

}  // namespace

Result<std::map<std::string, std::string>> parse_context(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> context;
  for (const std::string& text : texts) {
    std::string name;  // of the part before
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find(',', at), text.size());
      const std::string part = text.substr(at, end - at);
      const std::size_t equals = part.find('=');
      const bool continues = equals == std::string::npos && name == kTags;
      if (!continues) {
        if (equals == std::string::npos || equals == 0) {
          return Error{ErrorCode::kInvalidArgument, "'" + part + "' is no part of a context",
                       "write NAME=VALUE: --context destination=api.example.com,tags=gdpr,audit"};
        }
        name = part.substr(0, equals);
      }
      const std::string value = continues ? part : part.substr(equals + 1);
      const auto [known, added] = context.emplace(name, value);
      if (!added && name != kTags) {
        return Error{ErrorCode::kInvalidArgument, "the context says '" + name + "' twice", {}};
      }
      if (!added) known->second += "," + value;
      at = end + 1;
    }
  }
  return context;
}

}  // namespace neurocrypt::cli
