// The option --context: where a message goes and what is known of it, for a policy.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "neurocrypt/result.h"

namespace neurocrypt::cli {

/// Reads "destination=partner,tags=payroll,audit", in one option or several. A part without "=" is
/// one more tag; "tags" may be given again, which adds to it.
/// Errors   kInvalidArgument for what is no NAME=VALUE, and for any other name given twice: the
///          later value must not hide the earlier one.
Result<std::map<std::string, std::string>> parse_context(const std::vector<std::string>& texts);

}  // namespace neurocrypt::cli
