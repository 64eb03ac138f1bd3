// The row of JSON in the registry of formats.
#pragma once

#include "schema/format.h"

namespace neurocrypt {

extern const Format kJsonFormat;

}  // namespace neurocrypt
