// Runs a link: messages of one side to the intermediary record and on to the other side.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "link/link.h"
#include "schema/format.h"
#include "schema/record.h"

namespace neurocrypt {

/// A message between the sides: who wrote it, the values by concept, and what has no concept.
///
/// As one Value, which is what is sealed:
///   {"from": "a", "fields": {"user identifier": "alice", "item price": ["1.50", "2"]}, "rest":
///   ...}
/// Values are the writer's own; the reader's side applies the rules. Below a repeated field there
/// is an array of them, below a map an object; an element that has none is {"@absent": true}. A
/// concept that joins several of the writer's fields is an object of them by position, "1", "2"...
/// `rest` (null or a difference, see difference.h) holds whatever of the writer's message the
/// fields do not give back exactly, so that opening on the writer's own side is the identity.
struct Intermediary {
  Side from;
  Value record;  ///< the object above
};

/// A rule that made a value of the reader's message.
struct UsedRule {
  FieldPath path;     ///< "/items[]/event_type"
  std::string words;  ///< "\"auth_\" + /action"
};

/// What became of a message on its way.
struct TranslationReport {
  std::vector<Loss> losses;     ///< by path in the writer's message
  std::vector<UsedRule> rules;  ///< in the edges' order
};

/// A link made ready. Immutable, shared by threads.
class Translator {
 public:
  /// Loads both schemas of `link`; relative paths are looked up in `folder`.
  /// Errors   what loading a schema says; kInvalidArgument for an edge whose path the schema has
  ///          not.
  static Result<Translator> create(Link link, const std::string& folder);

  /// The same, for schemas that are compiled already.
  static Result<Translator> create(Link link, std::unique_ptr<Codec> a, std::unique_ptr<Codec> b);

  [[nodiscard]] const Link& link() const;
  [[nodiscard]] const Codec& codec(Side side) const;

  [[nodiscard]] Result<Intermediary> to_intermediary(Side from, const Value& message) const;

  /// The message for `to`; for the writer's own side the message as it was. What `to` has no place
  /// for is reported and stays in the intermediary. A value {"@sealed": text} (a field that this
  /// reader has no key for) is carried where the target can hold text, and is reported elsewhere.
  /// Errors   kInvalidArgument with the path of a value that no rule covers; kCorrupt for an
  ///          intermediary of another link; kRefused, naming the path, for a conversion that
  ///          destroys a value (the way back could not tell it) when the link does not allow it.
  [[nodiscard]] Result<Value> from_intermediary(const Intermediary& message, Side to,
                                                TranslationReport* report) const;

  /// The message as its own side wrote it, with sealed values in their places as they are.
  /// Errors   kCorrupt for an intermediary of another link.
  [[nodiscard]] Result<Value> written(const Intermediary& message) const;

  /// Both at once, without an intermediary, and faster. `from` and the side that is written differ.
  /// Errors   as from_intermediary; kRefused as well for what the other side has no place for,
  ///          unless `keeps_rest`: the caller keeps rest().
  [[nodiscard]] Result<Value> translate(Side from, const Value& message, bool keeps_rest,
                                        TranslationReport* report) const;

  /// What the message `translated`, read by the other side, would not give back of `message`; the
  /// sidecar that makes A -> B -> A the identity. Null when it gives back everything.
  [[nodiscard]] Result<Value> rest(const Value& message, Side from, const Value& translated) const;
  /// The same of what the other side reads in its format: also what that cannot tell apart, as 1.50
  /// and 1.5 in a binary fraction.
  [[nodiscard]] Result<Value> rest(const Value& message, Side from, ByteView printed) const;
  /// Puts `rest` back: message_from(B) + rest = the original message, exactly.
  [[nodiscard]] Result<Value> restore(const Value& returned, const Value& rest) const;

  /// The writer's field behind a member of the intermediary's `fields`: one for each path.
  [[nodiscard]] std::vector<Leaf> origin(Side from, std::string_view concept_name) const;

  Translator(Translator&&) noexcept;
  Translator& operator=(Translator&&) noexcept;
  ~Translator();

 private:
  struct State;
  explicit Translator(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

}  // namespace neurocrypt
