#include "link_table.h"

#include <algorithm>
#include <array>
#include <iostream>
#include <string>
#include <vector>

#include "link_file.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

std::string marks(const Edge& edge) {
  std::string out;
  const auto add = [&out](bool condition, const char* mark) {
    if (condition) out += (out.empty() ? "" : ", ") + std::string(mark);
  };
  add(edge.pinned, "pinned");
  add(edge.guessed, "rule guessed");
  add(!edge.alternatives.empty(), "ambiguous");
  add(edge.a_to_b.empty(), "no way to b");
  add(edge.b_to_a.empty() && !edge.a.empty(), "no way back");
  return out;
}

void print_unmapped(const char* side, const std::vector<FieldPath>& paths) {
  if (paths.empty()) return;
  std::cout << "\nunmapped on side " << side << ":\n";
  for (const FieldPath& path : paths) std::cout << "  " << path << "\n";
}

}  // namespace

void print_link_table(const Link& link) {
  using Row = std::array<std::string, 6>;
  std::vector<Row> rows = {{"weight", "side a", "side b", "concept", "a to b", ""}};
  for (const Edge& edge : link.edges) {
    std::string rules;
    for (std::size_t i = 0; i < edge.a_to_b.size(); ++i) {
      rules += (i == 0 ? "" : "; ") + describe_rule(edge, Side::kB, i);
    }
    rows.push_back({edge.a.empty() ? "-" : fixed(edge.weight, 2), join_paths(edge.a),
                    join_paths(edge.b), edge.concept_name, rules.empty() ? "-" : rules,
                    marks(edge)});
  }
  std::array<std::size_t, 6> columns{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) columns[i] = std::max(columns[i], row[i].size());
  }
  const Colours colour = colours();
  for (const Row& row : rows) {
    const bool head = &row == rows.data();
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i] + std::string(columns[i] + 2 - row[i].size(), ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    std::cout << (head ? colour.dim : "") << line << (head ? colour.reset : "") << "\n";
  }
  for (const Edge& edge : link.edges) {
    if (edge.alternatives.empty()) continue;
    std::cout << "\n" << join_paths(edge.b) << " could also be, as far as the examples show:\n";
    for (const Alternative& other : edge.alternatives) {
      for (const Rule& rule : other.a_to_b) std::cout << "  " << rule.describe(other.a) << "\n";
    }
  }
  print_unmapped("a", link.a.unmapped);
  print_unmapped("b", link.b.unmapped);
}

}  // namespace neurocrypt::cli
