// The link between two schemas: which fields mean the same, and how their values differ. What a
// person reviews, corrects and pins; docs/formats/link.md.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "link/field_path.h"
#include "link/rules/rule.h"
#include "neurocrypt/result.h"
#include "neurocrypt/side.h"
#include "schema/format.h"
#include "schema/record.h"

namespace neurocrypt {

/// One side: its format, its schema, and a hash that says whether the schema is still the same.
struct LinkSide {
  std::string format;               ///< of format_registry()
  SchemaRequest request;            ///< paths as in the file: relative to the file's folder
  std::string schema_hash;          ///< schema_hash() of the compiled schema when the link was made
  std::vector<FieldPath> unmapped;  ///< leaves that no edge names; for who reads the file
};

/// SHA-256 in hexadecimal of what a link depends on in a field tree: everything but descriptions.
std::string schema_hash(const Field& schema);

/// Another way to make the fields b of an edge that the examples allow: a person decides.
struct Alternative {
  std::vector<FieldPath> a;
  std::vector<Rule> a_to_b;
};

/// Fields of one side that mean what fields of the other mean, through one concept.
struct Edge {
  std::string concept_name;  ///< the slot of the intermediary record; unique within a link
  std::vector<FieldPath> a;  ///< one, or several of a joined value
  std::vector<FieldPath> b;  ///< likewise; at most one of the two lists is longer than one, and
                             ///< only `a` may be empty, for constants of b
  double weight = 0;         ///< of the network, in [0, 1]
  bool pinned = false;       ///< by a person: re-linking never changes it
  bool guessed = false;      ///< no example has shown the rules, and the types do not settle them
  std::vector<Rule> a_to_b;  ///< one for each path of b, each a function of the values of a
  std::vector<Rule> b_to_a;  ///< one for each path of a; empty: this way is a loss
  std::vector<Alternative> alternatives;
};

/// A link file.
struct Link {
  LinkSide a, b;
  std::vector<Edge> edges;
  bool allow_loss = false;  ///< lossy conversions are done and reported instead of refused
};

/// Errors   kCorrupt with line, column and JSON pointer; kUnsupported for a later version.
Result<Link> parse_link(std::string_view text);
std::string print_link(const Link& link);

}  // namespace neurocrypt
