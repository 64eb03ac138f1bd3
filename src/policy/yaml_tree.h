// YAML text as a tree with places: the part of YAML that a policy needs, read strictly.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "neurocrypt/result.h"

namespace neurocrypt {

inline constexpr std::size_t kYamlBytesMax = std::size_t{256} << 10;
inline constexpr std::size_t kYamlDepthMax = 12;
inline constexpr std::size_t kYamlNodesMax = 20'000;

struct YamlPlace {
  int line = 1;    ///< from 1
  int column = 1;  ///< from 1, in characters
};

/// "line 3, column 7: `what`" as an error of the file.
Error yaml_error(YamlPlace place, std::string_view what, std::string_view hint = {});

struct YamlMember;

struct YamlNode {
  enum class Kind { kNull, kScalar, kList, kMap };
  Kind kind = Kind::kNull;
  YamlPlace place;
  std::string scalar;
  std::vector<YamlNode> items;      ///< of a list
  std::vector<YamlMember> members;  ///< of a map: keys are scalars, no two equal
};

struct YamlMember {
  YamlNode key, value;
};

/// Reads one YAML document. Refused: anchors, aliases, tags, keys that are no scalars, duplicate
/// keys, a second document, control characters, bytes that are not UTF-8.
/// Errors   kCorrupt with line and column; kExhausted past the limits above.
Result<YamlNode> parse_yaml(std::string_view text);

}  // namespace neurocrypt
