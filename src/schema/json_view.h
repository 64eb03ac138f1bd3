// The JSON form of another format's messages, for those that have none of their own (ProtoJSON is
// one).
#pragma once

#include <memory>

#include "schema/format.h"

namespace neurocrypt {

/// A codec between JSON and the Values of `codec`: bytes are base64, NaN and the infinities
/// strings, where the fields of its schema are bytes and floating point; everything else is as it
/// is. Bytes that are no such field would come back as strings: they are a loss. Streams are JSON
/// Lines. `codec` must outlive the view.
std::unique_ptr<Codec> json_view(const Codec& codec);

}  // namespace neurocrypt
