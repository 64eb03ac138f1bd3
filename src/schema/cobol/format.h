// The cobol format: a copybook compiled into a codec between records and Values.
#pragma once

#include <memory>
#include <string_view>

#include "neurocrypt/result.h"
#include "schema/format.h"

namespace neurocrypt {

/// The row of the registry; docs/formats/cobol.md describes it.
extern const Format kCobolFormat;

namespace cobol {

/// Compiles a copybook given as text; COPY looks beside request.path and on request.import_dirs.
Result<std::unique_ptr<Codec>> compile_copybook(std::string_view text,
                                                const SchemaRequest& request);

}  // namespace cobol
}  // namespace neurocrypt
