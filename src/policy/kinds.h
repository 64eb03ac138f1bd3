// The kinds of sensitive data that the classifier knows, in one list.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace neurocrypt {

/// How sensitive a kind is where the policy says nothing: the names of the default levels.
enum class SensitivityClass : std::uint8_t { kInternal = 1, kConfidential, kRestricted };
std::string_view name(SensitivityClass sensitivity);

enum class Kind : std::uint8_t {
  kPaymentCard,
  kCardSecurityCode,
  kIban,
  kBic,
  kBankAccount,
  kUsSsn,
  kUsEin,
  kUkNino,
  kUkNhs,
  kGermanTaxId,
  kFrenchNir,
  kSpanishDni,
  kItalianCodiceFiscale,
  kDutchBsn,
  kBelgianNational,
  kPolishPesel,
  kSwedishPersonnummer,
  kFinnishHetu,
  kBrazilianCpf,
  kBrazilianCnpj,
  kIndianAadhaar,
  kCanadianSin,
  kAustralianTfn,
  kIdentityNumber,
  kEmail,
  kPhone,
  kIpAddress,
  kMacAddress,
  kBirthDate,
  kPersonName,
  kPostalAddress,
  kPosition,
  kPassword,
  kToken,
  kPrivateKey,
  kHealth,
  kSpecialCategory,
  kSalary,
  kAmount,
  kFreeText,
};
inline constexpr std::size_t kKindCount = static_cast<std::size_t>(Kind::kFreeText) + 1;

/// A kind as documents, policies and reports name it.
struct KindInfo {
  Kind kind;
  std::string_view name;  ///< "payment card", as policies write it
  SensitivityClass sensitivity;
};

/// One row for each Kind, in its order.
std::span<const KindInfo> kinds();
const KindInfo& info(Kind kind);
std::optional<Kind> find_kind(std::string_view name);

/// The kind of a finding that only the policy file speaks of.
inline constexpr std::string_view kDeclared = "declared";

}  // namespace neurocrypt
