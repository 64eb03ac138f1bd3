// The members of a step's JSON, read strictly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "neurocrypt/result.h"
#include "schema/record.h"

namespace neurocrypt::rules {

/// Errors of all members: kCorrupt, with the JSON pointer and a hint.
class Parameters {
 public:
  Parameters(const Object& members, Path& place) : members_(members), place_(place) {}

  /// The member or null; it counts as known from now on.
  const Value* find(std::string_view name);
  Result<const Value*> value(std::string_view name);
  Result<std::string> text(std::string_view name);
  Result<std::string> text(std::string_view name, std::string_view fallback);
  Result<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most);
  Result<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most,
                               std::int64_t fallback);
  Result<bool> flag(std::string_view name);  ///< false when it is not there

  /// An error for a member that nobody asked for.
  Status finish();
  /// An error at the member `name`, or at the step itself when the name is empty.
  Error error(std::string_view name, const std::string& message, std::string hint = {});

 private:
  const Object& members_;
  Path& place_;
  std::vector<std::string_view> known_{"rule"};
};

}  // namespace neurocrypt::rules
