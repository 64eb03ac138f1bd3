// Lines of the lab's results: any text is evidence or an error, and evidence survives printing.
#include "fuzz/check.h"
#include "lab/evidence.h"

using namespace neurocrypt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto evidence = lab::parse_evidence({reinterpret_cast<const char*>(data), size});
  if (!evidence.ok()) {
    NC_CHECK(evidence.error().code == ErrorCode::kCorrupt && !evidence.error().message.empty());
    return 0;
  }
  const std::string printed = lab::print_json(*evidence);
  const auto again = lab::parse_evidence(printed);
  NC_CHECK(again.ok() && lab::print_json(*again) == printed);
  return 0;
}
