#include "link/rules/learn.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "link/rules/step.h"
#include "link/rules/template_search.h"
#include "link/rules/views.h"

namespace neurocrypt {
namespace {

using rules::Column;
using rules::View;

constexpr std::size_t kExplanationsMax = 8;  // that are kept of a field
constexpr std::size_t kCandidatesMax = 24;   // that are compared by what they do
constexpr std::size_t kSearchRowsMax = 12;   // of a template; all rows are checked afterwards
constexpr std::size_t kTableEntriesMax = 64;

// Costs as in views.cc, in bits or so. Explanations closer than kAmbiguousBelow are both plausible.
constexpr double kAmbiguousBelow = 2.5;
constexpr double kConstantCost = 2, kTableCost = 8, kEntryCost = 3, kUnseenTableCost = 6,
                 kAffixCost = 2, kUnitCost = 4, kDefaultCost = 3, kOmitCost = 2, kStripCost = 4,
                 kSliceCost = 7.6, kScaleCost = 4, kAddCost = 5, kDigitCost = 1, kFormatCost = 3;
/// A copy, or a cast.
constexpr double kCopyCost = 1;
/// What a prior of one is worth.
constexpr double kPriorBits = 4;

struct Candidate {
  std::vector<std::size_t> inputs;
  Rule rule;
  double cost;
};

/// The value of a pointer for learning: null says as little as absent.
const Value* present(const Value* value) {
  return value == nullptr || value->is_null() ? nullptr : value;
}

/// A number as the nearest double; comparisons with it only choose what is then tried exactly.
double approximate(const Value& value) {
  return value.number() == nullptr ? std::nan("") : to_double(*value.number()).value_or(INFINITY);
}

bool close(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

rules::Decimal decimal(std::int64_t number) {
  return *rules::Decimal::parse(std::to_string(number));
}

/// The factors with few digits that are near `ratio`, simplest first.
std::vector<std::pair<rules::Decimal, rules::Decimal>> factors(double ratio) {
  std::vector<std::pair<rules::Decimal, rules::Decimal>> found;
  constexpr std::int64_t kDenominatorMax = 10'000;
  constexpr double kNumeratorMax = 1e15;
  const rules::Decimal one = decimal(1);
  const double up = std::round(ratio);
  const double down = std::round(1 / ratio);
  if (up >= 1 && up < kNumeratorMax && close(up, ratio)) {
    return {{decimal(static_cast<std::int64_t>(up)), one}};
  }
  if (down >= 1 && down < kNumeratorMax && close(down, 1 / ratio)) {
    return {{one, decimal(static_cast<std::int64_t>(down))}};
  }
  // A decimal of at most nine digits.
  for (std::int64_t shift = 10; shift <= 1'000'000'000; shift *= 10) {
    const double scaled = std::round(ratio * static_cast<double>(shift));
    if (scaled < 1 || scaled > 1e9 || !close(scaled / static_cast<double>(shift), ratio)) continue;
    rules::Decimal multiply = decimal(static_cast<std::int64_t>(scaled));
    for (std::int64_t rest = shift; rest > 1; rest /= 10) --multiply.exponent;
    found.emplace_back(multiply.canonical(), one);
    break;
  }
  for (std::int64_t denominator = 2; denominator <= kDenominatorMax; ++denominator) {
    const double numerator = std::round(ratio * static_cast<double>(denominator));
    if (numerator < 1 || numerator > 1e9) continue;
    if (!close(numerator / static_cast<double>(denominator), ratio)) continue;
    found.emplace_back(decimal(static_cast<std::int64_t>(numerator)), decimal(denominator));
    break;
  }
  return found;
}

/// How surprising a factor is: 100 and 1000 are not, 1024 hardly, 731 is.
double digits_cost(const rules::Decimal& number) {
  const std::optional<rules::Factor> factor = rules::Factor::of(number);
  if (!factor) return 10 * kDigitCost;
  for (const std::uint64_t usual : {1U, 36U, 24U, 6U, 1024U, 1'048'576U, 5U, 9U, 25U, 18U}) {
    if (factor->digits == usual) return usual == 1 ? 0 : kDigitCost;
  }
  return kDigitCost * static_cast<double>(std::to_string(factor->digits).size());
}

/// Learns the rules of one set of examples.
class Learner {
 public:
  Learner(std::span<const Leaf> from, std::span<const Leaf> to,
          std::span<const ExamplePair> examples, const MatchMatrix* prior)
      : prior_(prior) {
    sources_ = columns(examples, from.size(), &ExamplePair::from);
    targets_ = columns(examples, to.size(), &ExamplePair::to);
    plausible_.resize(sources_.size());
    for (std::size_t i = 0; i < sources_.size(); ++i)
      views_.push_back(rules::views_of(i, sources_[i]));
  }

  std::vector<LearntField> run() {
    std::vector<LearntField> learnt;
    for (std::size_t t = 0; t < targets_.size(); ++t) {
      target_ = &targets_[t];
      if (start(t)) learnt.push_back(learn());
    }
    return learnt;
  }

 private:
  static std::vector<Column> columns(std::span<const ExamplePair> examples, std::size_t size,
                                     std::vector<const Value*> ExamplePair::*side) {
    std::vector<Column> made(size, Column(examples.size()));
    for (std::size_t row = 0; row < examples.size(); ++row) {
      const std::vector<const Value*>& values = examples[row].*side;
      for (std::size_t i = 0; i < std::min(size, values.size()); ++i) {
        made[i][row] = present(values[i]);
      }
    }
    return made;
  }

  /// Takes up target `t`. False when it never occurs.
  bool start(std::size_t t) {
    index_ = t;
    rows_.clear();
    hashes_.assign(target_->size(), 0);
    std::set<std::uint64_t> distinct;
    for (std::size_t row = 0; row < target_->size(); ++row) {
      if ((*target_)[row] == nullptr) continue;
      rows_.push_back(row);
      hashes_[row] = rules::hash_of(rules::key_of(*(*target_)[row]));
      distinct.insert(hashes_[row]);
    }
    distinct_ = distinct.size();
    candidates_.clear();
    return !rows_.empty();
  }

  LearntField learn() {
    add_views();
    add_constant();
    if (all_texts()) {
      add_strips();
      // What is copied needs no pieces.
      const bool copied = std::ranges::any_of(
          candidates_, [](const Candidate& c) { return !c.inputs.empty() && c.cost <= kCopyCost; });
      if (!copied) add_templates();
    }
    if (distinct_ > 1 || rows_.size() == 1) add_scales();
    if (distinct_ > 1 && !has_certain()) add_tables();
    return choose();
  }

  [[nodiscard]] double prior(std::size_t input) const {
    return prior_ != nullptr && input < prior_->rows() && index_ < prior_->columns()
               ? std::clamp<double>(prior_->at(input, index_), 0, 1)
               : 0;
  }

  [[nodiscard]] bool all_texts() const {
    return std::ranges::all_of(rows_, [this](std::size_t row) {
      const std::string* const text = (*target_)[row]->string();
      return text != nullptr && text->size() <= rules::kSearchedBytesMax;
    });
  }

  /// Whether something explains the target that no table would beat.
  [[nodiscard]] bool has_certain() const { return !candidates_.empty(); }

  [[nodiscard]] std::size_t count_distinct(const Column& column) const {
    std::set<std::uint64_t> distinct;
    for (const std::size_t row : rows_) {
      if (column[row] != nullptr) distinct.insert(rules::hash_of(rules::key_of(*column[row])));
    }
    return distinct.size();
  }

  /// True when the input is there wherever the target is.
  [[nodiscard]] bool covers(std::size_t input) const {
    return std::ranges::all_of(rows_,
                               [&](std::size_t row) { return sources_[input][row] != nullptr; });
  }

  void add_candidate(std::vector<std::size_t> inputs, Rule rule, double cost) {
    for (const std::size_t row : rows_) {
      std::vector<const Value*> values;
      for (const std::size_t input : inputs) values.push_back(sources_[input][row]);
      const Result<std::optional<Value>> made = rule.apply(values);
      if (!made.ok() || !*made || !rules::same_value(**made, *(*target_)[row])) return;
    }
    double bonus = 0;
    for (const std::size_t input : inputs) bonus += prior(input);
    if (!inputs.empty()) bonus /= static_cast<double>(inputs.size());
    candidates_.push_back({std::move(inputs), std::move(rule), cost - kPriorBits * bonus});
  }

  /// The steps that make an input absent where the target is absent though the input is there: one
  /// value that stands for "nothing".
  [[nodiscard]] std::optional<RuleSteps> omission(std::size_t input) const {
    const Value* sentinel = nullptr;
    for (std::size_t row = 0; row < target_->size(); ++row) {
      const Value* const value = sources_[input][row];
      if (value == nullptr) continue;
      if ((*target_)[row] != nullptr) continue;
      if (sentinel != nullptr && !rules::same_value(*sentinel, *value)) return RuleSteps{};
      sentinel = value;
    }
    if (sentinel == nullptr) return RuleSteps{};
    const std::string* const text = sentinel->string();
    const bool stands_for_nothing =
        text != nullptr ? text->find_first_not_of(" 0-") == std::string::npos ||
                              rules::change_case(rules::LetterCase::kLower, *text) == "n/a"
                        : rules::same_value(*sentinel, Number{"0"});
    if (!stands_for_nothing) return RuleSteps{};
    for (const std::size_t row : rows_) {
      const Value* const value = sources_[input][row];
      if (value != nullptr && rules::same_value(*sentinel, *value)) return RuleSteps{};
    }
    return RuleSteps{rules::omit(*sentinel)};
  }

  /// What one input looks like the target in some way.
  void add_views() {
    for (std::size_t input = 0; input < sources_.size(); ++input) {
      std::optional<RuleSteps> omit;
      const bool covered = covers(input);
      const Value* const missing = covered ? nullptr : missing_target(input);
      if (!covered && missing == nullptr) continue;
      for (const View& view : views_[input]) {
        // What never varies says little: only what is hardly changed.
        constexpr double kHardlyChanged = 4.6;
        if (distinct_ == 1 && view.cost > kHardlyChanged) break;
        bool same = true;
        std::size_t compared = 0;
        for (const std::size_t row : rows_) {
          if (view.hashes[row] == 0) continue;
          ++compared;
          same = view.hashes[row] == hashes_[row];
          if (!same) break;
        }
        if (!same || compared == 0) continue;
        if (!omit) omit = omission(input);
        RuleSteps steps = *omit;
        steps.insert(steps.end(), view.steps.begin(), view.steps.end());
        double cost = view.cost + (omit->empty() ? 0 : kOmitCost);
        if (missing != nullptr) {
          steps.push_back(rules::fill(*missing));
          cost += kDefaultCost;
        }
        add_candidate({input}, Rule::of(std::move(steps)), cost);
      }
    }
  }

  /// The one value that the target has where the input is missing; null when there is none, or when
  /// too little else is left to learn from.
  [[nodiscard]] const Value* missing_target(std::size_t input) const {
    const Value* missing = nullptr;
    std::set<std::uint64_t> others;
    for (const std::size_t row : rows_) {
      if (sources_[input][row] != nullptr) {
        others.insert(hashes_[row]);
        continue;
      }
      if (missing != nullptr && !rules::same_value(*missing, *(*target_)[row])) return nullptr;
      missing = (*target_)[row];
    }
    return others.size() >= 2 ? missing : nullptr;
  }

  void add_constant() {
    if (distinct_ != 1) return;
    candidates_.push_back({{}, Rule::constant(*(*target_)[rows_[0]]), kConstantCost});
  }

  /// The target within the input, behind and before texts that are always the same, or always at
  /// the same place.
  void add_strips() {
    if (distinct_ < 2) return;
    for (std::size_t input = 0; input < sources_.size(); ++input) {
      if (!covers(input)) continue;
      const View& copy = views_[input][0];
      if (!copy.values[rows_[0]]) continue;
      const bool is_number = copy.values[rows_[0]]->number() != nullptr;
      const auto text_of = [&](std::size_t row) -> const std::string* {
        const Value& value = *copy.values[row];
        if (is_number) return value.number() != nullptr ? &value.number()->text : nullptr;
        return value.string();
      };
      const std::string* const first = text_of(rows_[0]);
      const std::string& wanted = *(*target_)[rows_[0]]->string();
      if (first == nullptr || first->size() > rules::kSearchedBytesMax || wanted.empty()) continue;
      RuleSteps before;
      if (is_number) before.push_back(rules::cast(Value::Kind::kNumber, Value::Kind::kString));
      const double more = is_number ? 1 : 0;
      for (std::size_t at = first->find(wanted); at != std::string::npos;
           at = first->find(wanted, at + 1)) {
        const std::string prefix = first->substr(0, at);
        const std::string suffix = first->substr(at + wanted.size());
        if (prefix.empty() && suffix.empty()) continue;
        bool affixes = true;
        bool from_start = true;
        bool from_end = true;
        for (const std::size_t row : rows_) {
          const std::string* const text = text_of(row);
          const std::string& target = *(*target_)[row]->string();
          if (text == nullptr || text->size() < target.size()) {
            affixes = from_start = from_end = false;
            break;
          }
          affixes = affixes && *text == prefix + target + suffix;
          from_start = from_start && target.size() == wanted.size() &&
                       text->compare(std::min(at, text->size()), target.size(), target) == 0;
          const std::size_t behind = suffix.size() + wanted.size();
          from_end = from_end && target.size() == wanted.size() && text->size() >= behind &&
                     text->compare(text->size() - behind, target.size(), target) == 0;
          if (!affixes && !from_start && !from_end) break;
        }
        const auto add = [&](RuleSteps steps, double cost) {
          RuleSteps all = before;
          all.insert(all.end(), steps.begin(), steps.end());
          add_candidate({input}, Rule::of(std::move(all)), cost + more);
        };
        if (affixes) {
          RuleSteps steps;
          if (!prefix.empty()) steps.push_back(rules::strip_affix(rules::End::kStart, prefix));
          if (!suffix.empty()) steps.push_back(rules::strip_affix(rules::End::kEnd, suffix));
          add(std::move(steps),
              kStripCost + kAffixCost * (prefix.empty() || suffix.empty() ? 0 : 1));
        }
        const auto count = [](std::string_view text) {
          return static_cast<std::int64_t>(rules::count_characters(text));
        };
        if (from_start) {
          add({rules::substring(count(prefix) + 1, suffix.empty() && affixes ? 0 : count(wanted))},
              kSliceCost);
        }
        if (from_end && !(from_start && affixes)) {
          add({rules::substring(-count(wanted + suffix), suffix.empty() ? 0 : count(wanted))},
              kSliceCost + 0.5);
        }
      }
    }
  }

  /// The target made of literals and of several inputs, or of parts of them.
  void add_templates() {
    std::vector<std::size_t> rows = rows_;
    if (rows.size() > kSearchRowsMax) {
      // Rows with different targets first: they say most.
      std::set<std::uint64_t> seen;
      std::stable_partition(rows.begin(), rows.end(),
                            [&](std::size_t row) { return seen.insert(hashes_[row]).second; });
      rows.resize(kSearchRowsMax);
    }
    std::vector<std::string_view> texts;
    for (const std::size_t row : rows) texts.push_back(*(*target_)[row]->string());
    std::vector<rules::Atom> atoms;
    std::vector<const View*> atom_views;
    for (const std::vector<View>& views : views_) {
      if (!covers(views[0].input)) continue;
      // A text that never varies may stand in a literal by chance; as part of a constant it is
      // worth a word only when it is long.
      const bool varies = count_distinct(sources_[views[0].input]) > 1;
      for (const View& view : views) {
        // Most views end here.
        const std::optional<Value>& first = view.values[rows[0]];
        if (!first || first->string() == nullptr ||
            texts[0].find(*first->string()) == std::string_view::npos) {
          continue;
        }
        rules::Atom atom{{}, view.cost - kPriorBits / 2 * prior(view.input)};
        bool usable = true;
        for (const std::size_t row : rows) {
          const std::optional<Value>& value = view.values[row];
          const std::string* const text = value ? value->string() : nullptr;
          constexpr std::size_t kTellingBytes = 4;
          usable = text != nullptr && !text->empty() &&
                   (varies || (text->size() >= kTellingBytes && distinct_ == 1));
          if (!usable) break;
          atom.texts.push_back(*text);
        }
        if (!usable) continue;
        atom.cost = std::max(atom.cost, 0.0);
        atoms.push_back(std::move(atom));
        atom_views.push_back(&view);
      }
    }
    for (const rules::Template& found : rules::find_templates(texts, atoms, 6)) {
      add_template(found, atoms, atom_views);
    }
  }

  void add_template(const rules::Template& found, const std::vector<rules::Atom>& atoms,
                    const std::vector<const View*>& views) {
    std::vector<std::size_t> inputs;
    std::vector<Rule::Part> parts;
    double cost = found.cost;
    for (const rules::TemplatePiece& piece : found.pieces) {
      if (piece.atom == rules::TemplatePiece::kLiteral) {
        parts.push_back({piece.literal});
        continue;
      }
      const View& view = *views[piece.atom];
      cost += view.cost - atoms[piece.atom].cost;  // add_candidate weighs the prior itself
      const auto known = std::ranges::find(inputs, view.input);
      const auto number = static_cast<std::size_t>(known - inputs.begin());
      if (known == inputs.end()) inputs.push_back(view.input);
      parts.push_back({{}, number, view.steps});
    }
    const auto pieces =
        std::ranges::count_if(parts, [](const auto& p) { return p.input.has_value(); });
    if (pieces == 1 && parts.size() == 1) return;  // a view, found already
    if (pieces > 1) {
      add_candidate(std::move(inputs), Rule::join(std::move(parts)), cost);
      return;
    }
    RuleSteps steps = parts[parts.front().input ? 0 : 1].steps;
    if (!parts.front().input) steps.push_back(rules::affix(rules::End::kStart, parts.front().text));
    if (!parts.back().input) steps.push_back(rules::affix(rules::End::kEnd, parts.back().text));
    add_candidate(std::move(inputs), Rule::of(std::move(steps)), cost);
  }

  /// Numbers that are multiples of the input's, or differ from it by a constant.
  void add_scales() {
    struct Finish {
      RuleSteps steps;
      std::vector<std::optional<Value>> numbers;
      double cost;
    };
    std::vector<Finish> finishes;
    std::vector<std::optional<Value>> values(target_->size());
    for (const std::size_t row : rows_) values[row] = *(*target_)[row];
    const auto are = [&](Value::Kind kind) {
      return std::ranges::all_of(rows_,
                                 [&](std::size_t row) { return values[row]->kind() == kind; });
    };
    if (are(Value::Kind::kNumber)) {
      finishes.push_back({{}, values, 0});
    } else if (are(Value::Kind::kString) && all_texts()) {
      for (rules::NumberText& reading : rules::number_texts(values)) {
        const bool plain = !reading.format.decimals && reading.format.width == 0 &&
                           reading.format.thousands.empty() && reading.format.point == ".";
        RuleSteps steps = reading.writing();
        if (plain) steps[0] = rules::cast(Value::Kind::kNumber, Value::Kind::kString);
        finishes.push_back({std::move(steps), std::move(reading.numbers),
                            (plain ? 1 : kFormatCost) + kUnitCost * reading.affixes()});
      }
    }
    if (finishes.empty()) return;
    for (std::size_t input = 0; input < sources_.size(); ++input) {
      if (!covers(input)) continue;
      for (const View& view : views_[input]) {
        if (view.cost > kFormatCost || !view.values[rows_[0]] ||
            view.values[rows_[0]]->number() == nullptr) {
          continue;
        }
        for (const Finish& finish : finishes) {
          add_scales_of(view, finish.numbers, finish.steps, finish.cost);
        }
      }
    }
  }

  void add_scales_of(const View& view, const std::vector<std::optional<Value>>& numbers,
                     const RuleSteps& finish, double finish_cost) {
    std::vector<std::pair<double, double>> points;
    for (const std::size_t row : rows_) {
      if (!view.values[row] || !numbers[row]) return;
      const double x = approximate(*view.values[row]);
      const double y = approximate(*numbers[row]);
      if (!std::isfinite(x) || !std::isfinite(y)) return;
      points.emplace_back(x, y);
    }
    std::ranges::sort(points);
    points.erase(std::unique(points.begin(), points.end()), points.end());
    const auto add = [&](RuleSteps steps, double cost) {
      RuleSteps all = view.steps;
      all.insert(all.end(), steps.begin(), steps.end());
      all.insert(all.end(), finish.begin(), finish.end());
      add_candidate({view.input}, Rule::of(std::move(all)), view.cost + cost + finish_cost);
    };
    const auto& [x0, y0] = points.front();
    const auto& [x1, y1] = points.back();
    if (!finish.empty() && close(x0, y0) && close(x1, y1)) add({}, 0);
    // A multiple.
    const double ratio = x1 != 0 ? y1 / x1 : x0 != 0 ? y0 / x0 : 0;
    const double size = std::abs(ratio);
    constexpr double kMuch = 1e15;
    if (size > 1 / kMuch && size < kMuch && !close(ratio, 1) && close(x0 * ratio, y0)) {
      for (const auto& [multiply, divide] : factors(size)) {
        const double surprise =
            digits_cost(multiply) + digits_cost(divide) + (ratio < 0 ? kDigitCost : 0);
        // One point fits any factor: only the usual ones then.
        if (points.size() == 1 && surprise > 0) continue;
        add({rules::scale(ratio < 0 ? rules::negate(multiply) : multiply, divide)},
            kScaleCost + surprise);
      }
    }
    if (points.size() < 2 || x0 == x1) return;
    const double slope = (y1 - y0) / (x1 - x0);
    if (!(slope > 1 / kMuch) || slope > kMuch) return;
    const bool on_line =
        std::ranges::all_of(points, [slope, &first = points.front()](const auto& point) {
          return std::abs(point.second - first.second - slope * (point.first - first.first)) <=
                 1e-6 * (1 + std::abs(point.second));
        });
    if (!on_line) return;
    const auto exact = [&](std::size_t point, const std::vector<std::optional<Value>>& column) {
      for (const std::size_t row : rows_) {
        const double x = approximate(*view.values[row]);
        if (x == points[point].first) return rules::Decimal::parse(column[row]->number()->text);
      }
      return std::optional<rules::Decimal>();
    };
    const std::optional<rules::Decimal> x = exact(0, view.values);
    const std::optional<rules::Decimal> y = exact(0, numbers);
    if (!x || !y) return;
    if (close(slope, 1)) {
      const std::optional<rules::Decimal> shift = rules::add(*y, rules::negate(*x));
      if (shift && !shift->digits.empty()) {
        rules::Decimal magnitude = *shift;
        magnitude.negative = false;
        add({rules::add(*shift)}, kAddCost + digits_cost(magnitude));
      }
      return;
    }
    // Two points lie on a line anyway: only Celsius and Fahrenheit are believed then.
    for (const auto& [multiply, divide] : factors(slope)) {
      const auto times = rules::scale(*x, *rules::Factor::of(multiply), *rules::Factor::of(divide));
      const auto behind = times ? rules::add(*y, rules::negate(*times)) : std::nullopt;
      const auto back = rules::scale(*y, *rules::Factor::of(divide), *rules::Factor::of(multiply));
      const auto before = back ? rules::add(*back, rules::negate(*x)) : std::nullopt;
      const double surprise = digits_cost(multiply) + digits_cost(divide);
      const auto believed = [&](const std::optional<rules::Decimal>& shift, const char* usual) {
        return shift && !shift->digits.empty() &&
               (points.size() > 2 || shift->canonical().print() == usual);
      };
      if (believed(behind, "32")) {
        add({rules::scale(multiply, divide), rules::add(*behind)},
            kScaleCost + kAddCost + surprise);
      }
      if (believed(before, "-32")) {
        add({rules::add(*before), rules::scale(multiply, divide)},
            kScaleCost + kAddCost + surprise + 0.1);
      }
    }
  }

  /// Tables: the last resort, for what has few values on both sides.
  void add_tables() {
    for (std::size_t input = 0; input < sources_.size(); ++input) {
      if (!covers(input)) continue;
      std::map<std::string, std::size_t> rows;  // the first with this value
      rules::TableEntries entries;
      bool consistent = true;
      for (const std::size_t row : rows_) {
        const Value& from = *sources_[input][row];
        const Value& to = *(*target_)[row];
        consistent = is_category(from) && is_category(to);
        if (!consistent) break;
        const auto [known, is_new] = rows.emplace(rules::key_of(from), row);
        if (is_new) {
          entries.emplace_back(from, to);
        } else {
          consistent = hashes_[known->second] == hashes_[row];
        }
        consistent = consistent && entries.size() <= kTableEntriesMax;
        if (!consistent) break;
      }
      if (!consistent || entries.size() < 2) continue;
      // A value that came twice with the same outcome speaks for the table; values that came once
      // each fit any column. Then the names must speak for it.
      const bool repeated = entries.size() < rows_.size();
      constexpr double kNamesSpeak = 0.3;
      constexpr std::size_t kFewEntries = 3;
      const bool plausible =
          prior_ != nullptr ? prior(input) >= kNamesSpeak : entries.size() <= kFewEntries;
      if (!repeated && !plausible) continue;
      const double cost = kTableCost + kEntryCost * static_cast<double>(entries.size()) +
                          (repeated ? 0 : kUnseenTableCost);
      add_candidate({input}, Rule::of({rules::table(std::move(entries), std::nullopt)}), cost);
    }
  }

  /// A code or a word, not a number with a meaning of its own, a name or a text.
  static bool is_category(const Value& value) {
    constexpr std::size_t kCategoryBytesMax = 40;
    if (value.boolean() != nullptr) return true;
    if (value.number() != nullptr) {
      const std::optional<std::int64_t> number = to_int64(*value.number());
      return number && *number > -1000 && *number < 1000;
    }
    const std::string* const text = value.string();
    if (text == nullptr || text->size() > kCategoryBytesMax) return false;
    constexpr std::ptrdiff_t kDatesDigits = 6;  // what has so many is a date or an identifier
    return std::ranges::count_if(*text, [](char c) { return c >= '0' && c <= '9'; }) < kDatesDigits;
  }

  [[nodiscard]] const std::vector<Value>& plausible(std::size_t input) const {
    std::optional<std::vector<Value>>& values = plausible_[input];
    if (!values) values = rules::plausible_values(sources_[input]);
    return *values;
  }

  /// Whether two candidates for the target differ on values that could come.
  [[nodiscard]] bool differ(const Candidate& a, const Candidate& b) const {
    if (a.inputs.empty() && b.inputs.empty()) return false;
    std::vector<std::size_t> inputs = a.inputs;
    for (const std::size_t input : b.inputs) {
      if (std::ranges::find(inputs, input) == inputs.end()) inputs.push_back(input);
    }
    const auto outcome = [&](const Candidate& candidate,
                             const std::map<std::size_t, const Value*>& at) {
      std::vector<const Value*> values;
      for (const std::size_t input : candidate.inputs) values.push_back(at.at(input));
      return candidate.rule.apply(values);
    };
    std::map<std::size_t, const Value*> at;
    for (const std::size_t input : inputs) at[input] = sources_[input][rows_[0]];
    for (const std::size_t input : inputs) {
      const Value* const usual = at[input];
      for (const Value& value : plausible(input)) {
        at[input] = &value;
        const auto left = outcome(a, at);
        const auto right = outcome(b, at);
        if (left.ok() && right.ok() && *left && *right && !rules::same_value(**left, **right)) {
          return true;
        }
      }
      at[input] = usual;
    }
    return false;
  }

  LearntField choose() {
    std::ranges::stable_sort(candidates_, {}, &Candidate::cost);
    if (candidates_.size() > kCandidatesMax) candidates_.resize(kCandidatesMax, candidates_.back());
    std::vector<Candidate> kept;
    for (Candidate& candidate : candidates_) {
      if (kept.size() == kExplanationsMax) break;
      const bool is_new = std::ranges::all_of(
          kept, [&](const Candidate& other) { return differ(candidate, other); });
      if (is_new) kept.push_back(std::move(candidate));
    }
    LearntField learnt{index_, {}, false};
    learnt.ambiguous =
        kept.size() > 1 && (rows_.size() == 1 || kept[1].cost - kept[0].cost < kAmbiguousBelow);
    for (Candidate& candidate : kept) {
      learnt.explanations.push_back(
          {std::move(candidate.inputs), std::move(candidate.rule), -candidate.cost});
    }
    return learnt;
  }

  const MatchMatrix* prior_;
  std::vector<Column> sources_, targets_;
  std::vector<std::vector<View>> views_;                              // of each source
  mutable std::vector<std::optional<std::vector<Value>>> plausible_;  // likewise, once asked for

  // Of the target that is being learnt.
  const Column* target_ = nullptr;
  std::size_t index_ = 0;
  std::vector<std::size_t> rows_;      // where it is there
  std::vector<std::uint64_t> hashes_;  // by row
  std::size_t distinct_ = 0;
  std::vector<Candidate> candidates_;
};

}  // namespace

std::vector<LearntField> learn_rules(std::span<const Leaf> from, std::span<const Leaf> to,
                                     std::span<const ExamplePair> examples,
                                     const MatchMatrix* prior) {
  return Learner(from, to, examples, prior).run();
}

}  // namespace neurocrypt
