// Proposes a link: the network's weights, an assignment, and rules from examples or from types.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "link/alignment.h"
#include "link/link.h"
#include "link/match/matcher.h"
#include "neurocrypt/result.h"
#include "schema/format.h"

namespace neurocrypt {

/// Pairs below this weight are left unmapped; the weights are calibrated, so it is the chance of
/// being right that a proposal must have.
inline constexpr float kProposalWeightMin = 0.5F;

/// What a proposal is made from.
struct ProposalInput {
  const Field* a = nullptr;
  const Field* b = nullptr;
  std::span<const Value> samples_a{}, samples_b{};  ///< messages; may be empty
  std::span<const MessagePair> examples{};          ///< may be empty
  const Matcher* matcher = nullptr;
  float weight_min = kProposalWeightMin;
};

/// What came out of it, for a person.
struct Proposal {
  std::vector<Edge> edges;  ///< in the order of B's schema
  std::vector<FieldPath> unmapped_a, unmapped_b;
  std::vector<std::string> remarks;  ///< what the examples show and no rule explains
};

/// Examples come before the network: a field that occurs in them is linked as they show it or not
/// at all. `pinned` edges are taken as they are, and their fields are left out of the rest.
/// Errors   kInvalidArgument for a pinned path that its schema has not.
Result<Proposal> propose(const ProposalInput& input, std::span<const Edge> pinned);

/// Reads an example: {"from": A's message, "to": B's message}, a line of PAIRS.jsonl.
/// Errors   kCorrupt.
Result<MessagePair> parse_message_pair(const Value& line);

}  // namespace neurocrypt
