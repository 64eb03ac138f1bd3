#include "neurocrypt/architecture.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <iterator>

#include "base/crypto.h"
#include "base/random.h"

namespace neurocrypt {
namespace {

constexpr Activation kActivations[] = {Activation::kRelu, Activation::kTanh, Activation::kSigmoid};
constexpr LatticeSet kLatticeSets[] = {LatticeSet::kR2, LatticeSet::kR1, LatticeSet::kDense336,
                                       LatticeSet::kDense592};

std::string_view trim(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) {
    text.remove_prefix(1);
  }
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) {
    text.remove_suffix(1);
  }
  return text;
}

Error bad_part(std::string_view part, std::string_view allowed) {
  return {ErrorCode::kInvalidArgument, "architecture: '" + std::string(part) + "' is not a layer",
          "write " + std::string(allowed)};
}

// Splits at "," or "->", whichever comes first each time.
std::vector<std::string_view> split_layers(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t comma = text.find(',');
    const std::size_t arrow = text.find("->");
    const std::size_t end = std::min(comma, arrow);
    parts.push_back(trim(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + (end == comma ? 1 : 2));
  }
}

bool parse_number(std::string_view text, int& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

Result<HiddenLayer> parse_layer(std::string_view part) {
  constexpr std::string_view kAllowed =
      "a width of 64, 128, 256 or 512 and one of relu, tanh, sigmoid: \"256 tanh\"";
  const std::size_t space = part.find(' ');
  if (space == std::string_view::npos) return bad_part(part, kAllowed);
  const std::string_view activation = trim(part.substr(space));
  HiddenLayer layer{};
  if (!parse_number(part.substr(0, space), layer.width) ||
      std::find(std::begin(kWidths), std::end(kWidths), layer.width) == std::end(kWidths)) {
    return bad_part(part, kAllowed);
  }
  const auto* const found =
      std::find_if(std::begin(kActivations), std::end(kActivations),
                   [&](Activation candidate) { return name(candidate) == activation; });
  if (found == std::end(kActivations)) return bad_part(part, kAllowed);
  layer.activation = *found;
  return layer;
}

Result<Architecture> parse_mlp(std::string_view text) {
  std::vector<std::string_view> parts = split_layers(text);
  // "128 -> ... -> 128": the ends are the block, a width without an activation.
  int block_units = 0;
  if (parts.size() >= 2 && parse_number(parts.front(), block_units) &&
      parse_number(parts.back(), block_units)) {
    parts.erase(parts.begin());
    parts.pop_back();
  }
  MlpArchitecture mlp;
  for (const std::string_view part : parts) {
    NC_ASSIGN_OR_RETURN(const HiddenLayer layer, parse_layer(part));
    mlp.hidden.push_back(layer);
  }
  if (mlp.hidden.size() < kHiddenLayersMin || mlp.hidden.size() > kHiddenLayersMax) {
    return Error{ErrorCode::kInvalidArgument,
                 "architecture: " + std::to_string(mlp.hidden.size()) + " hidden layers",
                 "write 2 to 5 of them: \"256 tanh, 256 tanh, 256 tanh\""};
  }
  return Architecture{std::move(mlp)};
}

Result<Architecture> parse_lattice(std::string_view text) {
  const std::size_t space = text.find(' ');
  const std::string_view set_name = text.substr(0, space);
  const auto* const set =
      std::find_if(std::begin(kLatticeSets), std::end(kLatticeSets),
                   [&](LatticeSet candidate) { return name(candidate) == set_name; });
  if (set == std::end(kLatticeSets)) {
    return Error{ErrorCode::kInvalidArgument, "unknown lattice set '" + std::string(set_name) + "'",
                 "the sets are lattice-r2, lattice-r1, dense-336 and dense-592"};
  }
  LatticeArchitecture lattice{*set, 1};
  if (space != std::string_view::npos) {
    std::string_view rest = trim(text.substr(space));
    constexpr std::string_view kDepth = "depth ";
    if (!rest.starts_with(kDepth) ||
        !parse_number(trim(rest.substr(kDepth.size())), lattice.depth) || lattice.depth < 1 ||
        lattice.depth > kLatticeDepthMax) {
      return Error{ErrorCode::kInvalidArgument,
                   "architecture: '" + std::string(rest) + "' is not a depth",
                   "write \"" + std::string(set_name) + " depth 3\" with a depth from 1 to 5"};
    }
  }
  return Architecture{lattice};
}

}  // namespace

Result<Architecture> parse_architecture(std::string_view text) {
  text = trim(text);
  if (text.starts_with("lattice") || text.starts_with("dense")) return parse_lattice(text);
  return parse_mlp(text);
}

std::string print(const Architecture& architecture) {
  if (const auto* const lattice = std::get_if<LatticeArchitecture>(&architecture)) {
    std::string text(name(lattice->set));
    if (lattice->depth != 1) text += " depth " + std::to_string(lattice->depth);
    return text;
  }
  std::string text;
  for (const HiddenLayer& layer : std::get<MlpArchitecture>(architecture).hidden) {
    if (!text.empty()) text += ", ";
    text += std::to_string(layer.width) + " " + std::string(name(layer.activation));
  }
  return text;
}

std::string print(const MlpArchitecture& architecture, int input_units, int output_units) {
  std::string text = std::to_string(input_units);
  for (const HiddenLayer& layer : architecture.hidden) {
    text += " -> " + std::to_string(layer.width) + " " + std::string(name(layer.activation));
  }
  return text + " -> " + std::to_string(output_units);
}

std::string_view name(Activation activation) {
  switch (activation) {
    case Activation::kRelu:
      return "relu";
    case Activation::kTanh:
      return "tanh";
    case Activation::kSigmoid:
      return "sigmoid";
  }
  return "unknown";
}

std::string_view name(LatticeSet set) {
  switch (set) {
    case LatticeSet::kR2:
      return "lattice-r2";
    case LatticeSet::kR1:
      return "lattice-r1";
    case LatticeSet::kDense336:
      return "dense-336";
    case LatticeSet::kDense592:
      return "dense-592";
  }
  return "unknown";
}

std::uint64_t count_architectures(int width_min) {
  const auto widths = static_cast<std::uint64_t>(std::count_if(
      std::begin(kWidths), std::end(kWidths), [&](int width) { return width >= width_min; }));
  const std::uint64_t layers = widths * std::size(kActivations);
  std::uint64_t total = 0;
  std::uint64_t of_depth = layers;
  for (int depth = 2; depth <= kHiddenLayersMax; ++depth) {
    of_depth *= layers;
    total += of_depth;
  }
  return total;
}

MlpArchitecture draw_architecture(int width_min) {
  std::vector<HiddenLayer> layers;
  for (const int width : kWidths) {
    if (width < width_min) continue;
    for (const Activation activation : kActivations) layers.push_back({width, activation});
  }
  // An index into the list of all architectures, shallow ones first, read as digits in base
  // |layers|.
  std::uint32_t index = random_below(static_cast<std::uint32_t>(count_architectures(width_min)));
  const auto base = static_cast<std::uint32_t>(layers.size());
  std::uint32_t of_depth = base * base;
  int depth = kHiddenLayersMin;
  while (index >= of_depth) {
    index -= of_depth;
    of_depth *= base;
    ++depth;
  }
  MlpArchitecture architecture;
  for (int i = 0; i < depth; ++i) {
    architecture.hidden.push_back(layers[index % base]);
    index /= base;
  }
  return architecture;
}

ArchitectureHash hash(const Architecture& architecture) {
  const Sha256Digest digest =
      sha256({as_bytes("neurocrypt architecture v1\n"), as_bytes(print(architecture))});
  ArchitectureHash result{};
  std::copy(digest.begin(), digest.end(), std::begin(result.bytes));
  return result;
}

}  // namespace neurocrypt
