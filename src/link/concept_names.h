// Names for the slots of the intermediary record.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <vector>

#include "link/link.h"
#include "link/match/matcher.h"

namespace neurocrypt {

/// Names every edge that has no name yet after the concept that is nearest to both its ends,
/// unique within the link. The indices give the field of each path.
void name_concepts(std::span<const MatchField> fields_a, std::span<const MatchField> fields_b,
                   const std::map<FieldPath, std::size_t>& index_a,
                   const std::map<FieldPath, std::size_t>& index_b, const Matcher& matcher,
                   std::vector<Edge>& edges);

}  // namespace neurocrypt
