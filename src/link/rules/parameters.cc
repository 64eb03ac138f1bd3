#include "link/rules/parameters.h"

#include <algorithm>

namespace neurocrypt::rules {

const Value* Parameters::find(std::string_view name) {
  known_.push_back(name);
  for (const Member& member : members_) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

Result<const Value*> Parameters::value(std::string_view name) {
  const Value* const found = find(name);
  if (found == nullptr) return error("", "\"" + std::string(name) + "\" is missing");
  return found;
}

Result<std::string> Parameters::text(std::string_view name) {
  NC_ASSIGN_OR_RETURN(const Value* const found, value(name));
  if (found->string() == nullptr) return error(name, "a text is needed");
  return *found->string();
}

Result<std::string> Parameters::text(std::string_view name, std::string_view fallback) {
  if (find(name) == nullptr) return std::string(fallback);
  return text(name);
}

Result<std::int64_t> Parameters::integer(std::string_view name, std::int64_t least,
                                         std::int64_t most) {
  NC_ASSIGN_OR_RETURN(const Value* const found, value(name));
  const std::optional<std::int64_t> number =
      found->number() == nullptr ? std::nullopt : to_int64(*found->number());
  if (!number || *number < least || *number > most) {
    return error(name, "a whole number from " + std::to_string(least) + " to " +
                           std::to_string(most) + " is needed");
  }
  return *number;
}

Result<std::int64_t> Parameters::integer(std::string_view name, std::int64_t least,
                                         std::int64_t most, std::int64_t fallback) {
  if (find(name) == nullptr) return fallback;
  return integer(name, least, most);
}

Result<bool> Parameters::flag(std::string_view name) {
  const Value* const found = find(name);
  if (found == nullptr) return false;
  if (found->boolean() == nullptr) return error(name, "true or false is needed");
  return *found->boolean();
}

Status Parameters::finish() {
  for (const Member& member : members_) {
    if (std::ranges::find(known_, member.name) != known_.end()) continue;
    std::string hint;
    for (const std::string_view name : known_) {
      hint += (hint.empty() ? "it has " : ", ") + std::string(name);
    }
    return error(member.name, "the rule has no such member", std::move(hint));
  }
  return {};
}

Error Parameters::error(std::string_view name, const std::string& message, std::string hint) {
  if (!name.empty()) place_.push(name);
  const std::string at = place_.text();
  if (!name.empty()) place_.pop();
  return {ErrorCode::kCorrupt, (at.empty() ? "" : at + ": ") + message, std::move(hint)};
}

}  // namespace neurocrypt::rules
