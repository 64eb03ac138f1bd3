#include "translate/openers.h"

#include <algorithm>

namespace neurocrypt {

Result<std::shared_ptr<const Openers>> Openers::create(const Keyset& own,
                                                       const std::map<std::string, Keyset>& named) {
  auto openers = std::shared_ptr<Openers>(new Openers);
  NC_RETURN_IF_ERROR(openers->add(own));
  for (const auto& [name, keyset] : named) NC_RETURN_IF_ERROR(openers->add(keyset));
  return std::shared_ptr<const Openers>(std::move(openers));
}

Status Openers::add(const Keyset& keyset) {
  NC_ASSIGN_OR_RETURN(Opener opener, Opener::create(keyset));
  for (const KeyInfo& key : keyset.keys()) keys_.emplace_back(key.id, openers_.size());
  openers_.push_back(std::move(opener));
  return {};
}

const Opener& Openers::find(ByteView first_bytes) const {
  const Result<SealedInfo> info = inspect_sealed(first_bytes);
  if (!info.ok()) return openers_.front();
  const auto key = std::ranges::find(keys_, info->key, &std::pair<KeyId, std::size_t>::first);
  return openers_[key == keys_.end() ? 0 : key->second];
}

bool Openers::knows(KeyId id) const {
  return std::ranges::find(keys_, id, &std::pair<KeyId, std::size_t>::first) != keys_.end();
}

}  // namespace neurocrypt
