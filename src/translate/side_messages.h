// What the sealer and the opener of messages share: the link, one of its sides, and the keys.
#pragma once

#include <memory>
#include <string>

#include "link/translator.h"
#include "neurocrypt/message.h"
#include "translate/envelope.h"
#include "translate/openers.h"
#include "translate/sealed_field.h"

namespace neurocrypt {

struct SideMessages {
  std::shared_ptr<const Translator> translator;
  Side side;
  Binding binding;
  std::shared_ptr<const Openers> openers;
  FieldKeys fields;

  static Result<SideMessages> create(const MessageLink& link, Side side, const Keyset& keyset,
                                     const NamedKeysets& named, const MessageBinding& binding);

  [[nodiscard]] const Codec& codec() const { return translator->codec(side); }
};

}  // namespace neurocrypt
