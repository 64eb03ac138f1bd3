// The two formats that a .proto describes: the binary one and ProtoJSON. See
// docs/formats/protobuf.md.
#pragma once

#include "schema/format.h"

namespace neurocrypt::protobuf {

extern const Format kBinaryFormat;
extern const Format kProtoJsonFormat;

}  // namespace neurocrypt::protobuf
