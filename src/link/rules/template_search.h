// Finds how texts are made of literal pieces and of other texts: "auth_" + action.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace neurocrypt::rules {

/// A column of texts that pieces can be taken from, one text for each row.
struct Atom {
  std::vector<std::string_view> texts;
  double cost;
};

/// A piece: a literal, or an atom by its index.
struct TemplatePiece {
  static constexpr std::size_t kLiteral = static_cast<std::size_t>(-1);
  std::size_t atom = kLiteral;
  std::string literal{};
};
struct Template {
  std::vector<TemplatePiece> pieces;
  double cost;
};

/// Ways to write every row of `targets` as the same sequence of pieces, at least one of them an
/// atom; the cheapest first, at most `most`. Best-first search over the positions in all rows at
/// once; bounded, so that a way may be missed in texts that repeat themselves.
/// Shapes   each atom has as many texts as there are targets.
std::vector<Template> find_templates(std::span<const std::string_view> targets,
                                     std::span<const Atom> atoms, std::size_t most);

}  // namespace neurocrypt::rules
