// The report of one message: what its translation said, in the words of the public API.
#pragma once

#include <vector>

#include "link/translator.h"
#include "neurocrypt/message.h"

namespace neurocrypt {

/// Adds losses whose paths are in the form that the message has on side `side`.
void add_losses(Side side, std::vector<Loss> losses, MessageReport& report);

/// Adds what became of a message that side `from` wrote.
void add_translation(Side from, TranslationReport translation, MessageReport& report);

/// Adds what the other side will say of `message`, which side `from` writes, when it opens it with
/// every key that there is.
void add_prospect(const Translator& translator, Side from, const Value& message,
                  MessageReport& report);

}  // namespace neurocrypt
