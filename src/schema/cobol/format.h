// The cobol format: a copybook compiled into a codec between records and Values.
#pragma once

#include <memory>
#include <string_view>

#include "neurocrypt/result.h"
#include "schema/format.h"

namespace neurocrypt::cobol {

/// The row of the registry. docs/formats/cobol.md describes it.
extern const Format kFormat;

/// Compiles a copybook given as text. COPY statements are errors unless `copy_dirs` are given.
Result<std::unique_ptr<Codec>> compile_copybook(std::string_view text,
                                                const SchemaRequest& request);

}  // namespace neurocrypt::cobol
