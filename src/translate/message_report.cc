#include "translate/message_report.h"

#include <utility>

#include "link/plan.h"
#include "translate/sealed_field.h"

namespace neurocrypt {

void add_losses(Side side, std::vector<Loss> losses, MessageReport& report) {
  for (Loss& loss : losses) {
    report.losses.push_back({side, std::move(loss.path), std::move(loss.reason)});
  }
}

void add_translation(Side from, TranslationReport translation, MessageReport& report) {
  add_losses(from, std::move(translation.losses), report);
  for (UsedRule& rule : translation.rules) {
    report.rules.push_back({std::move(rule.path), std::move(rule.words)});
  }
}

void add_prospect(const Translator& translator, Side from, const Value& message,
                  MessageReport& report) {
  const Side to = other(from);
  TranslationReport translation;
  Result<Value> made = translator.translate(from, message, true, &translation);
  if (!made.ok()) {
    report.refusal = std::move(made).error();
    return;
  }
  std::vector<Loss> losses;  // of what side `to` reads
  if (has_sealed_field(*made)) {
    settle_sealed_fields(*made, translator.codec(to).schema(), is_json(translator.link(), to),
                         losses);
  }
  ByteString printed;
  const Status fits =
      translator.codec(to).print(*made, printed, translator.link().allow_loss ? &losses : nullptr);
  if (!fits.ok()) report.refusal = fits.error();
  add_translation(from, std::move(translation), report);
  add_losses(to, std::move(losses), report);
}

}  // namespace neurocrypt
