// Fields with a seal of their own inside a message: docs/formats/intermediary.md, section "Fields".
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "neurocrypt/seal.h"
#include "neurocrypt/side.h"
#include "policy/policy.h"
#include "schema/format.h"
#include "schema/record.h"
#include "translate/openers.h"

namespace neurocrypt {

/// The keys that fields are sealed under, by name, and every key that may open one. Any thread.
class FieldKeys {
 public:
  /// `named` seals, `openers` open.
  /// Errors   what making a Sealer says.
  static Result<FieldKeys> create(const std::map<std::string, Keyset>& named,
                                  std::shared_ptr<const Openers> openers, std::string tenant);

  /// Puts {"@sealed": text} in place of the values that `fields` names in `message`, which side
  /// `side` writes. What is sealed already stays as it is; so does what lies below such a value.
  /// Errors   kNotFound for a key name that there is not; kInvalidArgument with the path for a
  ///          message that has a member @sealed which is no sealed field: the name is reserved.
  Status seal(Value& message, Side side, std::span<const FieldSeal> fields,
              const Padding& padding) const;

  /// Puts the values back that were sealed in messages of `side`, under a key that there is; other
  /// sealed fields stay as they are, and their places go to `left`.
  /// Errors   kNotAuthentic with the path for one that was changed, moved, or sealed for another
  ///          tenant; kRefused for a retired key.
  Status open(Value& message, Side side, std::vector<std::string>& left) const;

 private:
  FieldKeys(std::shared_ptr<const Openers> openers, std::string tenant)
      : openers_(std::move(openers)), tenant_(std::move(tenant)) {}
  Result<Value> seal_value(const Value& value, const std::string& place, const std::string& key,
                           const Padding& padding) const;
  Result<Value> open_value(ByteView sealed, const std::string& place) const;
  class Walk;

  std::shared_ptr<const Openers> openers_;
  std::string tenant_;
  std::map<std::string, Sealer> sealers_;
};

/// True when the value is a sealed field: {"@sealed": text}, or the text alone where a format has
/// put it into a text field.
[[nodiscard]] bool is_sealed_field(const Value& value);

/// Gives the sealed fields in `message`, which the side of `schema` reads, the form that its format
/// has for them: in JSON {"@sealed": text} anywhere, else the text in a text field. What has none
/// is taken out and reported.
void settle_sealed_fields(Value& message, const Field& schema, bool json,
                          std::vector<Loss>& losses);

/// True when there is a sealed field anywhere in the value.
[[nodiscard]] bool has_sealed_field(const Value& value);

}  // namespace neurocrypt
