#include "lab/report/scorecard.h"

#include <algorithm>

#include "lab/attack.h"
#include "lab/report/number.h"

namespace neurocrypt::lab {

Verdict Cell::verdict() const {
  const Evidence* const found = worst();
  return found == nullptr ? Verdict::kNotEnoughSamples : found->verdict;
}

const Evidence* Cell::worst() const {
  const auto rank = [](const Evidence& e) {
    switch (e.verdict) {
      case Verdict::kBreakFound:
        return 0;
      case Verdict::kNotEnoughSamples:
        return 1;
      case Verdict::kNoEvidence:
        return 2;
    }
    return 3;
  };
  const auto found = std::ranges::min_element(evidence, [&](const Evidence* a, const Evidence* b) {
    return std::pair(rank(*a), a->samples) < std::pair(rank(*b), b->samples);
  });
  return found == evidence.end() ? nullptr : *found;
}

std::string column_of(std::string_view attack) {
  return std::string(attack.substr(0, attack.find('/')));
}

std::string heading(std::string_view column) {
  std::string text(column);
  std::ranges::replace(text, '_', ' ');
  return text;
}

Scorecard make_scorecard(const std::vector<Evidence>& evidence) {
  Scorecard card;
  const auto add_column = [&](const std::string& column) {
    if (std::ranges::find(card.columns, column) == card.columns.end())
      card.columns.push_back(column);
  };
  const auto ran = [&](const std::string& column) {
    return std::ranges::any_of(evidence,
                               [&](const Evidence& e) { return column_of(e.attack) == column; });
  };
  for (const Attack* const attack : attacks()) {
    if (ran(column_of(attack->name))) add_column(column_of(attack->name));
  }
  for (const Evidence& e : evidence) add_column(column_of(e.attack));
  for (const Evidence& e : evidence) {
    auto row = std::ranges::find(card.rows, e.target, &Scorecard::Row::target);
    if (row == card.rows.end()) {
      card.rows.push_back({e.target, e.target_description, std::vector<Cell>(card.columns.size())});
      row = std::prev(card.rows.end());
    }
    const auto column = std::ranges::find(card.columns, column_of(e.attack));
    row->cells[static_cast<std::size_t>(column - card.columns.begin())].evidence.push_back(&e);
  }
  return card;
}

std::string print_markdown(const std::vector<Evidence>& evidence) {
  const auto cell_text = [](std::string text) {
    std::string safe;
    for (const char c : text) {
      if (c == '|') safe += '\\';
      safe += c == '\n' ? ' ' : c;
    }
    return safe;
  };
  const Scorecard card = make_scorecard(evidence);
  std::string text = "| target |";
  std::string rule = "|---|";
  for (const std::string& column : card.columns) {
    text += " " + heading(column) + " |";
    rule += "---|";
  }
  text += "\n" + rule + "\n";
  for (const Scorecard::Row& row : card.rows) {
    text += "| " + cell_text(row.target) + " |";
    for (const Cell& cell : row.cells) {
      const bool broken = cell.verdict() == Verdict::kBreakFound;
      text += cell.evidence.empty()
                  ? " - |"
                  : std::string(broken ? " **" : " ") + std::string(name(cell.verdict())) +
                        (broken ? "** |" : " |");
    }
    text += "\n";
  }
  text += "\n| break | target | samples | time | effect |\n|---|---|--:|--:|---|\n";
  for (const Scorecard::Row& row : card.rows) {
    for (const Cell& cell : row.cells) {
      for (const Evidence* const e : cell.evidence) {
        if (e->verdict != Verdict::kBreakFound) continue;
        text += "| " + e->attack + " | " + cell_text(e->target) + " | " +
                readable(static_cast<double>(e->samples)) + " | " + readable_seconds(e->seconds) +
                " | " + cell_text(e->effect.name) + ": " + readable(e->effect) + " |\n";
      }
    }
  }
  return text;
}

}  // namespace neurocrypt::lab
