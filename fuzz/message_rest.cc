// The input is two JSON texts with an empty line between them. The difference of two values turns
// one into the other; and as a difference that nobody has made, a value is applied or refused.
#include "fuzz/check.h"
#include "link/difference.h"
#include "schema/json_text.h"

using namespace neurocrypt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = as_text({data, size});
  const std::size_t cut = input.find("\n\n");
  if (cut == std::string_view::npos) return 0;
  const auto original = parse_json(input.substr(0, cut));
  const auto given = parse_json(input.substr(cut + 2));
  if (!original.ok() || !given.ok()) return 0;
  const auto restored = apply_difference(*given, difference(*original, *given));
  NC_CHECK(restored.ok());
  NC_CHECK(*restored == *original);
  (void)apply_difference(*given, *original);
  (void)losses_in(*original, "");
  return 0;
}
