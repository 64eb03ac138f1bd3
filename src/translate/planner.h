// What to do with each message: the policy's decision, or what the caller asks for.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "neurocrypt/message.h"
#include "policy/policy.h"
#include "schema/record.h"

namespace neurocrypt {

/// Decides, and has a Sealer for every decision. Immutable, any thread.
class Planner {
 public:
  /// Errors   as MessageSealer::create.
  static Result<Planner> create(const Keyset& own, const NamedKeysets& named,
                                const MessageSealOptions& options);

  /// `schema` is that of the message: its words count as well. `message_bytes`: in its format.
  [[nodiscard]] Result<Decision> decide(const Value& message, const Field& schema,
                                        std::uint64_t message_bytes) const;

  /// What holds for all messages of a stream, from the context alone.
  [[nodiscard]] Result<Decision> decide_for_stream() const;
  /// True when what `message` needs is no more than what `stream` gives.
  [[nodiscard]] bool covers(const Decision& stream, const Decision& message) const;

  /// Errors   kNotFound when the policy names a key that there is not; kRefused for a key of
  ///          another kind than it asks for, or without consent.
  [[nodiscard]] Result<const Sealer*> sealer(const Decision& decision) const;
  /// The one for the highest level: for what failed before its level was known.
  [[nodiscard]] Result<const Sealer*> highest_sealer() const;

 private:
  Planner() = default;

  std::optional<Policy> policy_;
  MessageContext context_;
  Decision plain_;  // without a policy
  std::vector<FieldToSeal> fields_;
  std::map<std::string, Result<Sealer>> sealers_;  // by level
};

}  // namespace neurocrypt
