// Policy files: any text is a policy or an error with a place, and a policy that was read decides.
#include "policy/policy.h"

#include <string>

#include "fuzz/check.h"
#include "policy/kinds.h"

using namespace neurocrypt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto policy = parse_policy({reinterpret_cast<const char*>(data), size});
  if (!policy.ok()) {
    NC_CHECK(!policy.error().message.empty());
    return 0;
  }
  NC_CHECK(policy->find_level(policy->default_level) != nullptr);
  NC_CHECK(policy->sensitivity.size() == kKindCount);
  const Value card("4111 1111 1111 1111");
  const FieldView field{"/payment/card", "/payment/card", {}, {}, &card};
  const auto findings = classify(*policy, {&field, 1});
  MessageContext context;
  context.minimum = policy->levels.back().name;
  const auto decision = decide(*policy, context, findings, size);
  NC_CHECK(decision.ok() && decision->level == context.minimum);
  context.minimum.clear();
  context.attributes["destination"] = "a";
  NC_CHECK(decide(*policy, context, findings, size).ok());
  return 0;
}
