#include "link/rules/views.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <iterator>
#include <set>
#include <unordered_map>

#include "schema/json_text.h"

namespace neurocrypt::rules {
namespace {

// Costs. Two explanations that are closer than kAmbiguousBelow (learn.cc) are both plausible, so
// what nobody would choose without need lies further apart.
constexpr double kCast = 1, kTrim = 2.6, kCase = 3, kWordCase = 7.6, kSplit = 4, kSubstring = 5,
                 kReplace = 4.5, kKeep = 5, kKeepMore = 7.6, kParse = 3, kWidth = 4, kDate = 4,
                 kTruncate = 0.5, kRareForm = 1, kPlainIso = 2.6, kAffix = 2;

/// The forms that dates come in; those behind kCommonForms are rarer.
constexpr std::string_view kForms[] = {
    "rfc3339",
    "epoch_s",
    "epoch_ms",
    "%Y-%m-%d",
    "%Y%m%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%a, %d %b %Y %H:%M:%S %z",
    // Rarer ones.
    "epoch_us",
    "epoch_ns",
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S.%3fZ",
    "%Y-%m-%dT%H:%M:%S.%6fZ",
    "%Y-%m-%dT%H:%M:%S.%3f",
    "%Y-%m-%dT%H:%M:%S.%6f",
    "%Y-%m-%dT%H:%M:%S%:z",
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S.%3f",
    "%Y-%m-%d %H:%M:%S.%6f",
    "%Y-%m-%d-%H.%M.%S.%6f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y%m%d%H%M%S",
    "%Y%m%dT%H%M%SZ",
    "%a, %d %b %Y %H:%M:%S GMT",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M %p",
    "%-m/%-d/%Y %-I:%M %p",
    "%-m/%-d/%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S%:z",
    "%Y/%m/%d %H:%M:%S",
    "%a %b %d %H:%M:%S %Y",
    "%d/%b/%Y:%H:%M:%S %z",
    "%-m/%-d/%Y",
    "%-d/%-m/%Y",
    "%-d.%-m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d %b %Y",
    "%d-%b-%Y",
    "%b %-d, %Y",
    "%B %-d, %Y",
    "%-d %B %Y",
    "%d. %b %Y",
    "%-d. %B %Y",
    "%b %d %Y",
    "%A, %B %-d, %Y",
    "%y%m%d",
    "%d%m%y",
    "%m%d%y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d.%m.%y",
    "%d%m%Y",
    "%m%d%Y",
    "%Y%j",
    "%y%j",
    "%Y-%m",
    "%Y%m",
    "%m/%y",
    "%m/%Y",
    "%m%y",
    "%H:%M:%S",
    "%H:%M",
    "%H%M%S",
    "%H%M",
    "%I:%M %p",
    "%I:%M:%S %p",
};
constexpr std::size_t kCommonForms = 11;
/// Parts of a date that are only ever written.
constexpr std::string_view kPartForms[] = {"%Y", "%m", "%d", "%y", "%B", "%b", "%A", "%a", "%j"};

/// What rfc3339 reads too: not worth a reading of its own.
bool is_rfc3339_pattern(std::string_view form) {
  return form.starts_with("%Y-%m-%dT%H:%M:%S") && (form.ends_with('Z') || form.ends_with("%:z"));
}

const std::vector<DateFormat>& known_forms() {
  static const std::vector<DateFormat> all = [] {
    std::vector<DateFormat> parsed;
    for (const std::string_view form : kForms) {
      parsed.push_back(*DateFormat::parse(form, kWindow));
    }
    return parsed;
  }();
  return all;
}

const std::vector<DateFormat>& part_forms() {
  static const std::vector<DateFormat> all = [] {
    std::vector<DateFormat> parsed;
    for (const std::string_view form : kPartForms) {
      parsed.push_back(*DateFormat::parse(form, kWindow));
    }
    return parsed;
  }();
  return all;
}

/// Numbers are epochs only where some name a time from 1990 to 2100, or texts would say so.
bool is_plausible(const DateFormat& format, const Moment& moment) {
  constexpr std::int64_t kYear1990 = 631'152'000;
  constexpr std::int64_t kYear2100 = 4'102'444'800;
  return !format.is_epoch() || (moment.seconds >= kYear1990 && moment.seconds < kYear2100);
}

/// True when every value that is there holds.
bool all_of(const std::vector<std::optional<Value>>& values, auto&& holds) {
  return std::ranges::all_of(values,
                             [&](const std::optional<Value>& v) { return !v || holds(*v); });
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string_view::npos;
       at += part.size()) {
    ++found;
  }
  return found;
}

/// Collects the views of one column.
class Collector {
 public:
  Collector(std::size_t input, const Column& column) : input_(input) {
    View copy;
    copy.input = input;
    for (const Value* const value : column) {
      copy.values.push_back(value == nullptr ? std::nullopt : std::optional<Value>(*value));
    }
    hash(copy);
    remember(copy);
    views_.push_back(std::move(copy));
  }

  std::vector<View> collect() {
    const View& copy = views_[0];
    const Value* const some = first(copy);
    if (some == nullptr) return {copy};
    const Value::Kind kind = some->kind();
    const bool uniform =
        all_of(copy.values, [kind](const Value& value) { return value.kind() == kind; });
    const bool searched =
        uniform && all_of(copy.values, [](const Value& value) {
          return value.string() == nullptr || value.string()->size() <= kSearchedBytesMax;
        });
    if (searched) {
      if (kind == Value::Kind::kString) add_text_views(copy);
      if (kind == Value::Kind::kNumber) add_number_views(copy);
      if (kind == Value::Kind::kBoolean) {
        add(copy, {cast(kind, Value::Kind::kString)}, kCast);
        add(copy, {cast(kind, Value::Kind::kNumber)}, kCast);
      }
    }
    std::ranges::stable_sort(views_, {}, &View::cost);
    return {std::make_move_iterator(views_.begin()), std::make_move_iterator(views_.end())};
  }

 private:
  static const Value* first(const View& view) {
    const auto found =
        std::ranges::find_if(view.values, [](const auto& v) { return v.has_value(); });
    return found == view.values.end() ? nullptr : &**found;
  }

  static void hash(View& view) {
    view.hashes.clear();
    for (const std::optional<Value>& value : view.values) {
      view.hashes.push_back(value ? hash_of(key_of(*value)) : 0);
    }
  }

  /// Adds the steps on top of `from`, unless they fail somewhere or show nothing new.
  /// Returns  the index of the view, or nothing.
  std::optional<std::size_t> add(const View& from, const RuleSteps& steps, double cost) {
    View view;
    view.input = input_;
    view.steps = from.steps;
    view.steps.insert(view.steps.end(), steps.begin(), steps.end());
    view.cost = from.cost + cost;
    for (const std::optional<Value>& value : from.values) {
      std::optional<Value> changed = value;
      for (const StepPointer& step : steps) {
        if (!changed) break;
        Result<std::optional<Value>> next = step->apply(*changed);
        if (!next.ok() || !*next) return std::nullopt;
        changed = std::move(*next);
      }
      view.values.push_back(std::move(changed));
    }
    hash(view);
    constexpr double kMuchCheaper = 2.5;
    std::uint64_t all = 0;
    for (const std::uint64_t h : view.hashes) all = all * 0x9E3779B97F4A7C15U + h;
    const auto [known, is_new] = cheapest_.try_emplace(all, view.cost);
    if (!is_new) {
      if (known->second + kMuchCheaper <= view.cost) return std::nullopt;
      known->second = std::min(known->second, view.cost);
    }
    views_.push_back(std::move(view));
    return views_.size() - 1;
  }

  void add_text_views(const View& copy) {
    const auto trimmed = add(copy, {trim(std::nullopt, " ")}, kTrim);
    const View& base = trimmed ? views_[*trimmed] : copy;
    const auto has = [&base](std::string_view part) {
      return std::ranges::any_of(base.values, [part](const auto& value) {
        return value && value->string()->find(part) != std::string::npos;
      });
    };
    add_cases(base, true);
    add_number_readings(base);
    add_date_views(base);
    add(base, {cast(Value::Kind::kString, Value::Kind::kBoolean)}, kCast);
    for (const std::string_view mark :
         {" ", ", ", ",", "-", "_", ".", "/", ":", "@", "|", ";", "#"}) {
      if (has(mark)) add_splits(base, std::string(mark));
    }
    for (const std::string_view mark : {"-", " ", ".", "/"}) {
      if (!has(mark)) continue;
      add(base, {replace(std::string(mark), "")}, kReplace);
    }
    for (const auto& [find, with] : {std::pair{" ", "_"},
                                     {" ", "-"},
                                     {"_", " "},
                                     {"_", "-"},
                                     {"-", "_"},
                                     {".", ","},
                                     {",", "."}}) {
      if (has(find)) add(base, {replace(find, with)}, kReplace);
    }
    add(base, {keep(Characters::kDigits)}, kKeep);
    add(base, {keep(Characters::kAlphanumeric)}, kKeepMore);
    if (const auto initial = add(base, {substring(1, 1)}, kSubstring)) {
      add_cases(views_[*initial], false);
    }
    add(base, {substring(-4, 0)}, kSubstring);
    add(base, {trim(End::kStart, "0")}, kTrim + 2);
  }

  void add_cases(const View& base, bool words) {
    for (const LetterCase letters : kLetterCases) {
      const bool plain = letters == LetterCase::kUpper || letters == LetterCase::kLower ||
                         letters == LetterCase::kTitle;
      if (plain || words) add(base, {letter_case(letters)}, plain ? kCase : kWordCase);
    }
  }

  void add_splits(const View& base, const std::string& mark) {
    std::size_t fewest = std::string::npos;
    std::size_t most = 0;
    std::set<std::string> distinct;
    for (const std::optional<Value>& value : base.values) {
      if (!value) continue;
      const std::size_t parts = count(*value->string(), mark) + 1;
      fewest = std::min(fewest, parts);
      most = std::max(most, parts);
      distinct.insert(*value->string());
    }
    // A code of always as many parts is counted from the start; names and other prose are not.
    const bool is_code = fewest == most && (mark == "@" || (mark != " " && distinct.size() >= 3));
    struct Way {
      std::int64_t part;
      bool rest;
      double more;
    };
    std::vector<Way> ways = {{1, false, 0}};
    if (is_code) {
      for (std::size_t part = 2; part <= std::min<std::size_t>(most, 6); ++part) {
        ways.push_back({static_cast<std::int64_t>(part), false, 0.2});
      }
      if (most > 2) ways.insert(ways.end(), {{2, true, 1}, {-2, true, 1}});
    } else {
      ways.insert(ways.end(), {{-1, false, 0.2},
                               {2, true, 0.4},
                               {2, false, 0.6},
                               {-2, true, 0.8},
                               {-2, false, 1},
                               {3, false, 1}});
    }
    for (const Way& way : ways) {
      const auto part = add(base, {split(mark, way.part, way.rest)}, kSplit + way.more);
      if (!part) continue;
      const View& found = views_[*part];
      add_cases(found, false);
      add(found, {cast(Value::Kind::kString, Value::Kind::kNumber)}, kCast);
      if (mark == "," || mark == ":" || mark == ";") add(found, {trim(std::nullopt, " ")}, kTrim);
      if (!way.rest && all_of(found.values, [](const Value& v) { return !v.string()->empty(); })) {
        add(found, {substring(1, 1)}, kSubstring);
      }
    }
  }

  void add_number_readings(const View& base) {
    if (const auto number = add(base, {cast(Value::Kind::kString, Value::Kind::kNumber)}, kCast)) {
      add_date_views(views_[*number]);
    }
    for (const NumberText& number : number_texts(base.values)) {
      add(base, number.reading(), kParse + kAffix * number.affixes());
    }
  }

  void add_number_views(const View& copy) {
    add_date_views(copy);
    add(copy, {cast(Value::Kind::kNumber, Value::Kind::kBoolean)}, kCast);
    const auto text = add(copy, {cast(Value::Kind::kNumber, Value::Kind::kString)}, kCast);
    std::int64_t longest = 0;
    for (const std::optional<Value>& value : copy.values) {
      if (!value) continue;
      longest = std::max(longest, static_cast<std::int64_t>(value->number()->text.size()));
      if (to_uint64(*value->number()) == std::nullopt) longest = 100;
    }
    for (std::int64_t width = 2; width <= 20 && longest <= 20; ++width) {
      if (width < longest) continue;
      const auto padded = add(copy, {format_number({std::nullopt, width})}, kWidth);
      // 93005 for half past nine: a time or date without the zeros in front.
      if (padded && (width == 4 || width == 6 || width == 8)) add_date_views(views_[*padded]);
    }
    if (text) add_date_views(views_[*text]);
  }

  /// Dates in every form they can be written in.
  void add_date_views(const View& from) {
    const std::vector<DateFormat> forms = date_formats(from.values);
    for (const DateFormat& form : forms) {
      const double reading = rarity(form) / 4;
      for (const DateFormat& to : known_forms()) add_date(from, form, to, reading + rarity(to));
      for (const DateFormat& to : part_forms()) add_date(from, form, to, reading + kRareForm);
    }
  }

  void add_date(const View& from, const DateFormat& form, const DateFormat& to, double more) {
    if (form.text() == to.text()) return;
    std::optional<std::size_t> made = add(from, {date(form, to, {})}, kDate + more);
    if (!made) {
      DateOptions truncate;
      truncate.truncate = true;
      made = add(from, {date(form, to, truncate)}, kDate + kTruncate + more);
    }
    if (made) add_number_of_digits(views_[*made]);
  }

  /// Dates and times that are kept as numbers: 20240325, and 93005 for 093005.
  void add_number_of_digits(const View& from) {
    std::optional<std::size_t> width;
    const bool digits = all_of(from.values, [&](const Value& value) {
      const std::string* const text = value.string();
      if (text == nullptr || text->empty()) return false;
      const bool same = !width || *width == text->size();
      width = text->size();
      return same && text->find_first_not_of("0123456789") == std::string::npos;
    });
    if (!digits || !width) return;
    add(from, {parse_number({std::nullopt, static_cast<std::int64_t>(*width)})}, kCast);
  }

  static double rarity(const DateFormat& form) {
    const auto* const at = std::ranges::find(kForms, form.text());
    const double rare = at - std::begin(kForms) >= std::ptrdiff_t{kCommonForms} ? kRareForm : 0;
    return rare + (is_rfc3339_pattern(form.text()) ? kPlainIso : 0);
  }

  void remember(const View& view) {
    std::uint64_t all = 0;
    for (const std::uint64_t h : view.hashes) all = all * 0x9E3779B97F4A7C15U + h;
    cheapest_.emplace(all, view.cost);
  }

  std::size_t input_;
  std::deque<View> views_;  // which stay where they are while more are added
  std::unordered_map<std::uint64_t, double> cheapest_;
};

}  // namespace

std::string key_of(const Value& value) {
  if (value.string() != nullptr) return "s" + *value.string();
  if (value.boolean() != nullptr) return *value.boolean() ? "true" : "false";
  if (value.number() != nullptr) {
    const std::optional<Decimal> number = Decimal::parse(value.number()->text);
    return "n" + (number ? number->canonical().print() : value.number()->text);
  }
  if (value.bytes() != nullptr) return "b" + std::string(as_text(*value.bytes()));
  ByteString out;
  return print_json(value, out).ok() ? "j" + std::string(as_text(out)) : "?";
}

std::uint64_t hash_of(const std::string& key) { return std::hash<std::string>()(key) | 1U; }

std::vector<View> views_of(std::size_t input, const Column& column) {
  return Collector(input, column).collect();
}

RuleSteps NumberText::reading() const {
  RuleSteps steps;
  if (!prefix.empty()) steps.push_back(strip_affix(End::kStart, prefix));
  if (!suffix.empty()) steps.push_back(strip_affix(End::kEnd, suffix));
  steps.push_back(parse_number(format));
  return steps;
}

RuleSteps NumberText::writing() const {
  RuleSteps steps = {format_number(format)};
  if (!prefix.empty()) steps.push_back(affix(End::kStart, prefix));
  if (!suffix.empty()) steps.push_back(affix(End::kEnd, suffix));
  return steps;
}

namespace {

constexpr std::string_view kNumberBytes = "-0123456789.,'";

/// What stands before and behind every number; nothing where a text has none.
std::optional<std::pair<std::string, std::string>> affixes_of(
    const std::vector<std::optional<Value>>& texts) {
  std::optional<std::pair<std::string, std::string>> affixes;
  for (const std::optional<Value>& value : texts) {
    if (!value) continue;
    const std::string& text = *value->string();
    const std::size_t first = text.find_first_of(kNumberBytes);
    if (first == std::string::npos) return std::nullopt;
    const std::size_t last = text.find_last_of(kNumberBytes);
    std::pair<std::string, std::string> these{text.substr(0, first), text.substr(last + 1)};
    if (affixes && *affixes != these) return std::nullopt;
    affixes = std::move(these);
  }
  return affixes;
}

/// Formats of texts that are numbers and nothing else.
std::vector<NumberText> bare_number_texts(const std::vector<std::optional<Value>>& texts) {
  // Digits behind the last mark, and of the whole number, as far as they are the same everywhere.
  struct Marks {
    const char* point;
    const char* thousands;
  };
  constexpr Marks kMarks[] = {{".", ""},  {",", ""},  {".", ","}, {",", "."},
                              {".", " "}, {",", " "}, {".", "'"}};
  std::vector<NumberText> found;
  constexpr std::size_t kNumberTextMax = 60;
  const bool numeric = all_of(texts, [](const Value& value) {
    const std::string& text = *value.string();
    return !text.empty() && text.size() <= kNumberTextMax &&
           text.find_first_not_of("-0123456789., '") == std::string::npos &&
           text.find_first_of("0123456789") != std::string::npos;
  });
  if (!numeric) return found;
  for (const Marks& marks : kMarks) {
    std::set<std::size_t> decimals;
    std::set<std::size_t> widths;
    bool padded = false;
    bool grouped = false;
    for (const std::optional<Value>& value : texts) {
      if (!value) continue;
      const std::string& text = *value->string();
      const std::size_t point = std::min(text.find(marks.point), text.size());
      decimals.insert(point == text.size() ? 0 : text.size() - point - 1);
      const std::size_t sign = text.starts_with('-') ? 1 : 0;
      widths.insert(point - sign);
      padded = padded || (text.size() > sign + 1 && text[sign] == '0' && point > sign + 1);
      grouped =
          grouped || (*marks.thousands != 0 && text.find(marks.thousands) != std::string::npos);
    }
    if (decimals.empty() || (*marks.thousands != 0 && !grouped)) continue;
    if (std::string_view(marks.point) == "," && *marks.thousands == 0 &&
        decimals == std::set<std::size_t>{0}) {
      continue;  // no comma anywhere
    }
    NumberText candidate;
    candidate.format.point = marks.point;
    candidate.format.thousands = marks.thousands;
    if (decimals.size() == 1 && *decimals.begin() > 0) {
      candidate.format.decimals = static_cast<std::int64_t>(*decimals.begin());
    }
    if (padded) {
      if (widths.size() != 1) continue;
      candidate.format.width = static_cast<std::int64_t>(*widths.begin());
    }
    const StepPointer parse = parse_number(candidate.format);
    bool all = true;
    for (const std::optional<Value>& value : texts) {
      candidate.numbers.emplace_back();
      if (!value) continue;
      Result<std::optional<Value>> number = parse->apply(*value);
      all = all && number.ok();
      if (!all) break;
      candidate.numbers.back() = std::move(*number);
    }
    if (all) found.push_back(std::move(candidate));
  }
  return found;
}

}  // namespace

std::vector<NumberText> number_texts(const std::vector<std::optional<Value>>& texts) {
  const auto affixes = affixes_of(texts);
  if (!affixes) return {};
  const auto& [prefix, suffix] = *affixes;
  if (prefix.empty() && suffix.empty()) return bare_number_texts(texts);
  std::vector<std::optional<Value>> bare;
  for (const std::optional<Value>& value : texts) {
    bare.emplace_back();
    if (!value) continue;
    const std::string& text = *value->string();
    bare.back() = Value(text.substr(prefix.size(), text.size() - prefix.size() - suffix.size()));
  }
  std::vector<NumberText> found = bare_number_texts(bare);
  for (NumberText& number : found) {
    number.prefix = prefix;
    number.suffix = suffix;
  }
  return found;
}

std::vector<DateFormat> date_formats(const std::vector<std::optional<Value>>& values) {
  std::vector<DateFormat> found;
  bool rfc3339 = false;
  for (const DateFormat& form : known_forms()) {
    if (rfc3339 && is_rfc3339_pattern(form.text())) continue;
    bool plausible = false;
    const bool all = all_of(values, [&](const Value& value) {
      if (value.string() != nullptr && value.string()->size() > 40) return false;
      const std::optional<Moment> moment = form.read(value, 0);
      plausible = plausible || (moment && is_plausible(form, *moment));
      return moment.has_value();
    });
    if (!plausible || !all) continue;
    rfc3339 = rfc3339 || form.text() == "rfc3339";
    found.push_back(form);
  }
  return found;
}

std::vector<Value> plausible_values(const Column& column) {
  std::vector<Value> values;
  std::vector<std::optional<Value>> present;
  for (const Value* const value : column) {
    if (value != nullptr && present.size() < 3) present.emplace_back(*value);
  }
  for (const std::optional<Value>& value : present) {
    if (value->string() != nullptr && value->string()->size() <= kSearchedBytesMax) {
      const std::string& text = *value->string();
      for (const std::string& other :
           {text + "x", "x" + text, text + " x", "x " + text, text + "-x", text + ".x", text + "/x",
            text + text, change_case(LetterCase::kUpper, text),
            change_case(LetterCase::kTitle, text), change_case(LetterCase::kPascal, text),
            change_case(LetterCase::kKebab, text)}) {
        values.emplace_back(other);
      }
    } else if (value->number() != nullptr) {
      for (const char* const other : {"1", "10", "86461", "0.25"}) {
        const auto number = Decimal::parse(value->number()->text);
        const auto sum = number ? add(*number, *Decimal::parse(other)) : std::nullopt;
        if (sum) values.emplace_back(Number{sum->print()});
      }
    } else if (value->boolean() != nullptr) {
      values.emplace_back(!*value->boolean());
    }
  }
  constexpr std::int64_t kMoments[] = {1'049'548'812, 1'291'845'906, 1'739'145'600};
  for (const DateFormat& form : date_formats(present)) {
    for (const std::int64_t seconds : kMoments) {
      if (const auto written = form.write({seconds, 0, 0})) values.push_back(*written);
    }
  }
  return values;
}

}  // namespace neurocrypt::rules
