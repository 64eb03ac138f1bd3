#include "translate/side_messages.h"

#include <array>
#include <charconv>
#include <utility>

namespace neurocrypt {
namespace {

std::array<std::uint8_t, 16> short_hash(const Field& schema) {
  const std::string text = schema_hash(schema);
  std::array<std::uint8_t, 16> hash{};
  for (std::size_t i = 0; i < hash.size(); ++i) {
    std::from_chars(&text[2 * i], &text[2 * i] + 2, hash[i], 16);
  }
  return hash;
}

}  // namespace

Result<SideMessages> SideMessages::create(const MessageLink& link, Side side, const Keyset& keyset,
                                          const NamedKeysets& named,
                                          const MessageBinding& binding) {
  const Translator& translator = *link.translator();
  const SchemaPair schemas{short_hash(translator.codec(Side::kA).schema()),
                           short_hash(translator.codec(Side::kB).schema())};
  NC_ASSIGN_OR_RETURN(const std::shared_ptr<const Openers> openers, Openers::create(keyset, named));
  NC_ASSIGN_OR_RETURN(FieldKeys fields, FieldKeys::create(named, openers, binding.tenant));
  return SideMessages{link.translator(),
                      side,
                      {binding.tenant, binding.associated_data, schemas, false},
                      openers,
                      std::move(fields)};
}

}  // namespace neurocrypt
