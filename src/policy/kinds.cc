#include "policy/kinds.h"

#include <algorithm>
#include <iterator>

namespace neurocrypt {
namespace {

constexpr auto kInternal = SensitivityClass::kInternal;
constexpr auto kConfidential = SensitivityClass::kConfidential;
constexpr auto kRestricted = SensitivityClass::kRestricted;

constexpr KindInfo kKinds[] = {
    {Kind::kPaymentCard, "payment card", kRestricted},
    {Kind::kCardSecurityCode, "card security code", kRestricted},
    {Kind::kIban, "IBAN", kConfidential},
    {Kind::kBic, "BIC", kInternal},
    {Kind::kBankAccount, "bank account", kConfidential},
    {Kind::kUsSsn, "US SSN", kRestricted},
    {Kind::kUsEin, "US EIN", kInternal},
    {Kind::kUkNino, "UK NINO", kRestricted},
    {Kind::kUkNhs, "UK NHS number", kRestricted},
    {Kind::kGermanTaxId, "German tax id", kRestricted},
    {Kind::kFrenchNir, "French NIR", kRestricted},
    {Kind::kSpanishDni, "Spanish DNI", kRestricted},
    {Kind::kItalianCodiceFiscale, "Italian codice fiscale", kRestricted},
    {Kind::kDutchBsn, "Dutch BSN", kRestricted},
    {Kind::kBelgianNational, "Belgian national number", kRestricted},
    {Kind::kPolishPesel, "Polish PESEL", kRestricted},
    {Kind::kSwedishPersonnummer, "Swedish personnummer", kRestricted},
    {Kind::kFinnishHetu, "Finnish HETU", kRestricted},
    {Kind::kBrazilianCpf, "Brazilian CPF", kRestricted},
    {Kind::kBrazilianCnpj, "Brazilian CNPJ", kInternal},
    {Kind::kIndianAadhaar, "Indian Aadhaar", kRestricted},
    {Kind::kCanadianSin, "Canadian SIN", kRestricted},
    {Kind::kAustralianTfn, "Australian TFN", kRestricted},
    {Kind::kIdentityNumber, "identity number", kRestricted},
    {Kind::kEmail, "e-mail address", kConfidential},
    {Kind::kPhone, "phone number", kConfidential},
    {Kind::kIpAddress, "IP address", kInternal},
    {Kind::kMacAddress, "MAC address", kInternal},
    {Kind::kBirthDate, "date of birth", kConfidential},
    {Kind::kPersonName, "person name", kConfidential},
    {Kind::kPostalAddress, "postal address", kConfidential},
    {Kind::kPosition, "geographic position", kConfidential},
    {Kind::kPassword, "password", kRestricted},
    {Kind::kToken, "access token", kRestricted},
    {Kind::kPrivateKey, "private key", kRestricted},
    {Kind::kHealth, "health information", kRestricted},
    {Kind::kSpecialCategory, "special category", kRestricted},
    {Kind::kSalary, "salary", kConfidential},
    {Kind::kAmount, "amount", kInternal},
    {Kind::kFreeText, "free text", kConfidential},
};

constexpr bool in_order() {
  std::size_t next = 0;
  for (const KindInfo& row : kKinds) {
    if (static_cast<std::size_t>(row.kind) != next++) return false;
  }
  return next == kKindCount;
}
static_assert(in_order());

}  // namespace

std::string_view name(SensitivityClass sensitivity) {
  switch (sensitivity) {
    case kInternal:
      return "internal";
    case kConfidential:
      return "confidential";
    case kRestricted:
      return "restricted";
  }
  return {};
}

std::span<const KindInfo> kinds() { return kKinds; }

const KindInfo& info(Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::optional<Kind> find_kind(std::string_view name) {
  const auto* const row = std::find_if(std::begin(kKinds), std::end(kKinds),
                                       [&](const KindInfo& info) { return info.name == name; });
  if (row == std::end(kKinds)) return std::nullopt;
  return row->kind;
}

}  // namespace neurocrypt
