// From .proto files, or a binary descriptor set, to the tables of a schema.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "neurocrypt/result.h"
#include "schema/protobuf/tables.h"

namespace neurocrypt::protobuf {

/// Compiles the file `path`: a FileDescriptorSet when its content is one, else a .proto. Its
/// imports are looked up on `import_dirs`, then beside it; the well-known types are always there.
///
/// `root` is the full name of a message, or the end of one ("Order", "Outer.Inner") that only one
/// message has. When it is empty the file must declare one message.
///
/// Errors   kNotFound, kIo: the file; kCorrupt: what the compiler says, with file, line and column;
///          kInvalidArgument: the root, with the names there are; kUnsupported: a proto2 group, a
///          message set.
Result<std::unique_ptr<Schema>> load_schema(const std::string& path,
                                            const std::vector<std::string>& import_dirs,
                                            const std::string& root);

}  // namespace neurocrypt::protobuf
