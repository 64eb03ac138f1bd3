// The classifier on any name (the first line) and any value (the rest): no finding is out of
// bounds, no reason holds a long value, and a card in front of it is found whatever follows.
#include "policy/sensitivity.h"

#include <string>

#include "fuzz/check.h"

using namespace neurocrypt;

namespace {

std::vector<Finding> find(std::string_view name, const Value& value) {
  const FieldView field{"/p", name, {}, name, &value};
  return classify({&field, 1});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view name = text.substr(0, text.find('\n'));
  const std::string value(text.substr(std::min(name.size() + 1, text.size())));
  for (const Finding& finding : find(name, Value(value))) {
    NC_CHECK(finding.confidence > 0 && finding.confidence <= 1);
    NC_CHECK(!finding.kind.empty() && !finding.reasons.empty());
  }
  (void)find(name, Value(Number{value}));
  bool card = false;
  for (const Finding& finding : find("note", Value("4111 1111 1111 1111 ; " + value))) {
    card = card || finding.kind == "payment card";
  }
  NC_CHECK(card);
  return 0;
}
