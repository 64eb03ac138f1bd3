#include "link/rules/template_search.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <queue>

namespace neurocrypt::rules {
namespace {

constexpr std::size_t kNodesMax = 400;        // taken from the queue
constexpr std::size_t kLiteralBytesMax = 64;  // of a literal with something behind it
constexpr int kWaysMax = 2;                   // to one position
constexpr double kAtomCost = 3, kLiteralCost = 1.5, kByteCost = 0.4, kInsideWordCost = 3;

struct Node {
  std::vector<std::uint32_t> at;  // position in every row
  double cost;
  std::ptrdiff_t parent;  // -1 for the start
  std::size_t atom;       // TemplatePiece::kLiteral for a literal
  bool has_atom;
};

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// A cut within a word, or within a character, is seldom meant.
double cut_cost(std::string_view text, std::size_t at) {
  const bool inside = at > 0 && at < text.size() && is_word(text[at - 1]) && is_word(text[at]);
  return inside ? kInsideWordCost : 0;
}

class Search {
 public:
  Search(std::span<const std::string_view> targets, std::span<const Atom> atoms)
      : targets_(targets), atoms_(atoms) {
    for (std::size_t i = 0; i < atoms.size(); ++i) {
      const Atom& atom = atoms[i];
      if (std::ranges::any_of(atom.texts, [](auto text) { return text.empty(); })) continue;
      const auto first = static_cast<unsigned char>(atom.texts[0][0]);
      if (targets[0].find(atom.texts[0]) != std::string_view::npos) by_first_[first].push_back(i);
    }
  }

  std::vector<Template> run(std::size_t most) {
    std::vector<Template> found;
    push({std::vector<std::uint32_t>(targets_.size()), 0, -1, 0, false});
    for (std::size_t taken = 0; !queue_.empty() && taken < kNodesMax && found.size() < most;
         ++taken) {
      const std::size_t index = queue_.top().second;
      queue_.pop();
      const Node node = nodes_[index];
      if (is_end(node.at)) {
        if (node.has_atom) found.push_back(template_of(index));
        continue;
      }
      if (ways_[node.at]++ >= kWaysMax) continue;
      extend(node, static_cast<std::ptrdiff_t>(index));
    }
    return found;
  }

 private:
  bool is_end(const std::vector<std::uint32_t>& at) const {
    for (std::size_t row = 0; row < at.size(); ++row) {
      if (at[row] != targets_[row].size()) return false;
    }
    return true;
  }

  bool matches(const Atom& atom, const std::vector<std::uint32_t>& at) const {
    for (std::size_t row = 0; row < at.size(); ++row) {
      if (!targets_[row].substr(at[row]).starts_with(atom.texts[row])) return false;
    }
    return true;
  }

  void push(Node node) {
    queue_.emplace(-node.cost, nodes_.size());
    nodes_.push_back(std::move(node));
  }

  /// Adds the atoms that fit at the position. Returns whether there is one.
  void add_atoms(const Node& node, std::ptrdiff_t parent) {
    if (node.at[0] >= targets_[0].size()) return;
    for (const std::size_t i : by_first_[static_cast<unsigned char>(targets_[0][node.at[0]])]) {
      const Atom& atom = atoms_[i];
      if (!matches(atom, node.at)) continue;
      Node next{node.at, node.cost + kAtomCost + atom.cost, parent, i, true};
      for (std::size_t row = 0; row < next.at.size(); ++row) {
        next.at[row] += static_cast<std::uint32_t>(atom.texts[row].size());
      }
      next.cost += cut_cost(targets_[0], node.at[0]) + cut_cost(targets_[0], next.at[0]);
      push(std::move(next));
    }
  }

  void extend(const Node& node, std::ptrdiff_t parent) {
    add_atoms(node, parent);
    if (node.parent >= 0 && node.atom == TemplatePiece::kLiteral) return;
    // How far all rows agree, and whether they end there together.
    const std::string_view rest = targets_[0].substr(node.at[0]);
    std::size_t common = rest.size();
    bool to_end = true;
    for (std::size_t row = 1; row < targets_.size(); ++row) {
      const std::string_view other = targets_[row].substr(node.at[row]);
      const auto [end, _] = std::ranges::mismatch(rest.substr(0, common), other);
      common = static_cast<std::size_t>(end - rest.begin());
      to_end = to_end && other.size() == rest.size();
    }
    to_end = to_end && common == rest.size();
    const auto literal = [&](std::size_t size) {
      Node next{node.at, node.cost + kLiteralCost + kByteCost * static_cast<double>(size), parent,
                TemplatePiece::kLiteral, node.has_atom};
      for (std::uint32_t& at : next.at) at += static_cast<std::uint32_t>(size);
      return next;
    };
    if (to_end && node.has_atom) push(literal(common));
    for (std::size_t size = 1; size <= std::min(common, kLiteralBytesMax); ++size) {
      const std::size_t at = node.at[0] + size;
      if (at >= targets_[0].size()) break;
      const bool fits = std::ranges::any_of(
          by_first_[static_cast<unsigned char>(targets_[0][at])],
          [&](std::size_t i) { return targets_[0].substr(at).starts_with(atoms_[i].texts[0]); });
      if (fits) push(literal(size));
    }
  }

  Template template_of(std::size_t index) const {
    Template made{{}, nodes_[index].cost};
    for (const Node* node = &nodes_[index]; node->parent >= 0;
         node = &nodes_[static_cast<std::size_t>(node->parent)]) {
      TemplatePiece piece{node->atom, {}};
      if (node->atom == TemplatePiece::kLiteral) {
        const std::uint32_t from = nodes_[static_cast<std::size_t>(node->parent)].at[0];
        piece.literal = targets_[0].substr(from, node->at[0] - from);
      }
      made.pieces.push_back(std::move(piece));
    }
    std::ranges::reverse(made.pieces);
    return made;
  }

  std::span<const std::string_view> targets_;
  std::span<const Atom> atoms_;
  std::array<std::vector<std::size_t>, 256> by_first_;
  std::vector<Node> nodes_;
  std::priority_queue<std::pair<double, std::size_t>> queue_;
  std::map<std::vector<std::uint32_t>, int> ways_;
};

}  // namespace

std::vector<Template> find_templates(std::span<const std::string_view> targets,
                                     std::span<const Atom> atoms, std::size_t most) {
  if (targets.empty() || targets[0].empty()) return {};
  return Search(targets, atoms).run(most);
}

}  // namespace neurocrypt::rules
