#include <algorithm>
#include <array>

#include "link/rules/step_kinds.h"

namespace neurocrypt::rules {
namespace {

constexpr std::int64_t kPositionMax = 1'000'000;
constexpr std::int64_t kPadMax = 10'000;

/// A step from text to text.
class TextStep : public RuleStep {
 public:
  Result<std::optional<Value>> apply(const Value& value) const final {
    if (value.string() == nullptr) return wrong_kind("text", value);
    NC_ASSIGN_OR_RETURN(std::string changed, change(*value.string()));
    return std::optional<Value>(std::move(changed));
  }
  [[nodiscard]] std::optional<RuleSteps> inverse() const override { return std::nullopt; }

 private:
  [[nodiscard]] virtual Result<std::string> change(std::string_view text) const = 0;
};

class Affix final : public TextStep {
 public:
  Affix(End end, std::string text) : end_(end), text_(std::move(text)) {}
  [[nodiscard]] std::string_view name() const override {
    return end_ == End::kStart ? "prefix" : "suffix";
  }
  [[nodiscard]] std::optional<RuleSteps> inverse() const override {
    return RuleSteps{strip_affix(end_, text_)};
  }
  void print(Object& members) const override { members.push_back({"text", text_}); }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    return end_ == End::kStart ? quoted(text_) + " + " + operand : operand + " + " + quoted(text_);
  }

 private:
  [[nodiscard]] Result<std::string> change(std::string_view text) const override {
    return end_ == End::kStart ? text_ + std::string(text) : std::string(text) + text_;
  }
  End end_;
  std::string text_;
};

class StripAffix final : public TextStep {
 public:
  StripAffix(End end, std::string text) : end_(end), text_(std::move(text)) {}
  [[nodiscard]] std::string_view name() const override {
    return end_ == End::kStart ? "strip_prefix" : "strip_suffix";
  }
  [[nodiscard]] std::optional<RuleSteps> inverse() const override {
    return RuleSteps{affix(end_, text_)};
  }
  void print(Object& members) const override { members.push_back({"text", text_}); }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    return operand + " without its " + (end_ == End::kStart ? "prefix " : "suffix ") +
           quoted(text_);
  }

 private:
  [[nodiscard]] Result<std::string> change(std::string_view text) const override {
    if (end_ == End::kStart && text.starts_with(text_)) {
      return std::string(text.substr(text_.size()));
    }
    if (end_ == End::kEnd && text.ends_with(text_)) {
      return std::string(text.substr(0, text.size() - text_.size()));
    }
    return not_covered(end_ == End::kStart ? "the text does not start with the prefix"
                                           : "the text does not end with the suffix");
  }
  End end_;
  std::string text_;
};

class Case final : public TextStep {
 public:
  explicit Case(LetterCase letter_case) : case_(letter_case) {}
  [[nodiscard]] std::string_view name() const override { return "case"; }
  void print(Object& members) const override {
    members.push_back({"to", Value(rules::name(case_))});
  }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    return std::string(rules::name(case_)) + "(" + operand + ")";
  }

 private:
  [[nodiscard]] Result<std::string> change(std::string_view text) const override {
    return change_case(case_, text);
  }
  LetterCase case_;
};

/// The byte at which character number `count` begins.
std::size_t offset_of(std::string_view text, std::size_t count) {
  const std::size_t size = text.size();
  for (; count > 0 && !text.empty(); --count) take_character(text);
  return size - text.size();
}

class Substring final : public TextStep {
 public:
  Substring(std::int64_t start, std::int64_t length) : start_(start), length_(length) {}
  [[nodiscard]] std::string_view name() const override { return "substring"; }
  void print(Object& members) const override {
    members.push_back({"start", Value::integer(start_)});
    if (length_ != 0) members.push_back({"length", Value::integer(length_)});
  }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    return "substring(" + operand + ", " + std::to_string(start_) +
           (length_ == 0 ? "" : ", " + std::to_string(length_)) + ")";
  }

 private:
  [[nodiscard]] Result<std::string> change(std::string_view text) const override {
    const auto size = static_cast<std::int64_t>(count_characters(text));
    const std::int64_t first = start_ > 0 ? start_ - 1 : size + start_;
    const std::int64_t last = length_ == 0 ? size : first + length_;
    if (first < 0 || first > size || last > size) {
      return not_covered("the text has fewer characters than the substring needs");
    }
    const std::size_t from = offset_of(text, static_cast<std::size_t>(first));
    const std::string_view rest = text.substr(from);
    return std::string(rest.substr(0, offset_of(rest, static_cast<std::size_t>(last - first))));
  }
  std::int64_t start_, length_;
};

class Split final : public TextStep {
 public:
  Split(std::string at, std::int64_t part, bool rest)
      : at_(std::move(at)), part_(part), rest_(rest) {}
  [[nodiscard]] std::string_view name() const override { return "split"; }
  void print(Object& members) const override {
    members.push_back({"at", at_});
    members.push_back({"part", Value::integer(part_)});
    if (rest_) members.push_back({"rest", true});
  }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    const std::string number = std::to_string(std::abs(part_));
    return "part " + number + (part_ < 0 ? " from the end" : "") +
           (!rest_      ? ""
            : part_ < 0 ? " and before"
                        : " and after") +
           " of " + operand + " split at " + quoted(at_);
  }

 private:
  [[nodiscard]] Result<std::string> change(std::string_view text) const override {
    const Error missing = not_covered("the text has fewer parts than the split needs");
    for (std::int64_t skip = std::abs(part_) - 1; skip > 0; --skip) {
      const std::size_t at = part_ > 0 ? text.find(at_) : text.rfind(at_);
      if (at == std::string_view::npos) return missing;
      text = part_ > 0 ? text.substr(at + at_.size()) : text.substr(0, at);
    }
    if (rest_) return std::string(text);
    const std::size_t at = part_ > 0 ? text.find(at_) : text.rfind(at_);
    if (at == std::string_view::npos) return std::string(text);
    return std::string(part_ > 0 ? text.substr(0, at) : text.substr(at + at_.size()));
  }
  std::string at_;
  std::int64_t part_;
  bool rest_;
};

class Unjoin final : public TextStep {
 public:
  Unjoin(std::vector<std::string> texts, std::size_t part)
      : texts_(std::move(texts)), part_(part) {}
  [[nodiscard]] std::string_view name() const override { return "unjoin"; }
  void print(Object& members) const override {
    Array texts;
    for (const std::string& text : texts_) texts.emplace_back(text);
    members.push_back({"texts", std::move(texts)});
    members.push_back({"part", Value::integer(std::uint64_t{part_})});
  }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    std::string pattern;
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      if (i > 0) pattern += "{" + std::to_string(i) + "}";
      pattern += texts_[i];
    }
    return "part " + std::to_string(part_) + " of " + operand + " as " + quoted(pattern);
  }

 private:
  /// One reading: where each text between two parts begins. The readings that put every text as far
  /// to the left and as far to the right as can be enclose all others: they agree when there is
  /// one.
  [[nodiscard]] Result<std::string> change(std::string_view text) const override {
    const Error other = not_covered("the text is not of the form that the join gives");
    if (text.size() < texts_.front().size() + texts_.back().size() ||
        !text.starts_with(texts_.front()) || !text.ends_with(texts_.back())) {
      return other;
    }
    text.remove_prefix(texts_.front().size());
    text.remove_suffix(texts_.back().size());
    const std::size_t between = texts_.size() - 2;
    std::vector<std::size_t> left(between);
    std::size_t from = 0;
    for (std::size_t i = 0; i < between; ++i) {
      left[i] = text.find(texts_[i + 1], from);
      if (left[i] == std::string_view::npos) return other;
      from = left[i] + texts_[i + 1].size();
    }
    std::size_t to = text.size();
    for (std::size_t i = between; i-- > 0;) {
      // Fits: the leftmost reading does.
      to = text.rfind(texts_[i + 1], to - texts_[i + 1].size());
      if (to != left[i]) {
        return not_covered("the text can be taken apart in more than one way");
      }
    }
    const std::size_t begin = part_ == 1 ? 0 : left[part_ - 2] + texts_[part_ - 1].size();
    const std::size_t end = part_ == between + 1 ? text.size() : left[part_ - 1];
    return std::string(text.substr(begin, end - begin));
  }
  std::vector<std::string> texts_;
  std::size_t part_;
};

class Trim final : public TextStep {
 public:
  Trim(std::optional<End> end, std::string character)
      : end_(end), character_(std::move(character)) {}
  [[nodiscard]] std::string_view name() const override { return "trim"; }
  void print(Object& members) const override {
    if (end_) members.push_back({"side", *end_ == End::kStart ? "start" : "end"});
    if (character_ != " ") members.push_back({"with", character_});
  }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    const std::string side = !end_ ? "" : *end_ == End::kStart ? "_start" : "_end";
    return "trim" + side + "(" + operand + (character_ == " " ? "" : ", " + quoted(character_)) +
           ")";
  }

 private:
  [[nodiscard]] Result<std::string> change(std::string_view text) const override {
    while (end_ != End::kEnd && text.starts_with(character_)) {
      text.remove_prefix(character_.size());
    }
    while (end_ != End::kStart && text.ends_with(character_)) {
      text.remove_suffix(character_.size());
    }
    return std::string(text);
  }
  std::optional<End> end_;
  std::string character_;
};

class Pad final : public TextStep {
 public:
  Pad(End end, std::int64_t width, std::string character)
      : end_(end), width_(static_cast<std::size_t>(width)), character_(std::move(character)) {}
  [[nodiscard]] std::string_view name() const override { return "pad"; }
  void print(Object& members) const override {
    members.push_back({"to", Value::integer(std::uint64_t{width_})});
    members.push_back({"side", end_ == End::kStart ? "start" : "end"});
    if (character_ != " ") members.push_back({"with", character_});
  }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    return std::string("pad_") + (end_ == End::kStart ? "start" : "end") + "(" + operand + ", " +
           std::to_string(width_) + (character_ == " " ? "" : ", " + quoted(character_)) + ")";
  }

 private:
  [[nodiscard]] Result<std::string> change(std::string_view text) const override {
    std::string padding;
    for (std::size_t size = count_characters(text); size < width_; ++size) padding += character_;
    return end_ == End::kStart ? padding + std::string(text) : std::string(text) + padding;
  }
  End end_;
  std::size_t width_;
  std::string character_;
};

class Replace final : public TextStep {
 public:
  Replace(std::string find, std::string with) : find_(std::move(find)), with_(std::move(with)) {}
  [[nodiscard]] std::string_view name() const override { return "replace"; }
  void print(Object& members) const override {
    members.push_back({"find", find_});
    members.push_back({"with", with_});
  }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    return "replace(" + operand + ", " + quoted(find_) + ", " + quoted(with_) + ")";
  }

 private:
  [[nodiscard]] Result<std::string> change(std::string_view text) const override {
    std::string changed;
    std::size_t at = 0;
    for (std::size_t next = 0; (next = text.find(find_, at)) != std::string_view::npos;
         at = next + find_.size()) {
      changed.append(text.substr(at, next - at)).append(with_);
    }
    return changed.append(text.substr(at));
  }
  std::string find_, with_;
};

constexpr std::string_view kCharacters[] = {"digits", "letters", "alphanumeric"};

class Keep final : public TextStep {
 public:
  explicit Keep(Characters characters) : characters_(characters) {}
  [[nodiscard]] std::string_view name() const override { return "keep"; }
  void print(Object& members) const override { members.push_back({"characters", Value(kept())}); }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    return std::string(kept()) + " of " + operand;
  }

 private:
  [[nodiscard]] std::string_view kept() const {
    return kCharacters[static_cast<std::size_t>(characters_)];
  }
  [[nodiscard]] Result<std::string> change(std::string_view text) const override {
    std::string changed;
    for (const char c : text) {
      const bool digit = c >= '0' && c <= '9';
      // Bytes of characters beyond ASCII count as letters.
      const bool letter =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
      if ((digit && characters_ != Characters::kLetters) ||
          (letter && characters_ != Characters::kDigits)) {
        changed += c;
      }
    }
    return changed;
  }
  Characters characters_;
};

/// A text that is not empty.
Result<std::string> some_text(Parameters& parameters, std::string_view name) {
  NC_ASSIGN_OR_RETURN(std::string text, parameters.text(name));
  if (text.empty()) return parameters.error(name, "the text must not be empty");
  return text;
}

Result<std::string> one_character(Parameters& parameters) {
  NC_ASSIGN_OR_RETURN(std::string text, parameters.text("with", " "));
  if (count_characters(text) != 1) return parameters.error("with", "one character is needed");
  return text;
}

Result<std::optional<End>> parse_side(Parameters& parameters) {
  NC_ASSIGN_OR_RETURN(const std::string side, parameters.text("side", "both"));
  if (side == "both") return std::optional<End>();
  if (side == "start") return std::optional(End::kStart);
  if (side == "end") return std::optional(End::kEnd);
  return parameters.error("side", "start, end or both is needed");
}

template <StepPointer (*kMake)(End, std::string), End kEnd>
Result<StepPointer> parse_affix(Parameters& parameters) {
  NC_ASSIGN_OR_RETURN(std::string text, some_text(parameters, "text"));
  return kMake(kEnd, std::move(text));
}

Result<StepPointer> parse_case(Parameters& parameters) {
  NC_ASSIGN_OR_RETURN(const std::string to, parameters.text("to"));
  const std::optional<LetterCase> found = find_letter_case(to);
  if (found) return letter_case(*found);
  return parameters.error("to", "there is no such case",
                          "upper, lower, title, snake, upper_snake, kebab, camel, pascal");
}

Result<StepPointer> parse_substring(Parameters& parameters) {
  NC_ASSIGN_OR_RETURN(const std::int64_t start,
                      parameters.integer("start", -kPositionMax, kPositionMax));
  NC_ASSIGN_OR_RETURN(const std::int64_t length, parameters.integer("length", 1, kPositionMax, 0));
  if (start == 0) {
    return parameters.error("start", "1 is the first character, -1 the last one; there is no 0");
  }
  return substring(start, length);
}

Result<StepPointer> parse_split(Parameters& parameters) {
  NC_ASSIGN_OR_RETURN(std::string at, some_text(parameters, "at"));
  NC_ASSIGN_OR_RETURN(const std::int64_t part,
                      parameters.integer("part", -kPositionMax, kPositionMax));
  NC_ASSIGN_OR_RETURN(const bool rest, parameters.flag("rest"));
  if (part == 0) {
    return parameters.error("part", "1 is the first part, -1 the last one; there is no 0");
  }
  return split(std::move(at), part, rest);
}

Result<StepPointer> parse_unjoin(Parameters& parameters) {
  NC_ASSIGN_OR_RETURN(const Value* const json, parameters.value("texts"));
  std::vector<std::string> texts;
  if (json->array() != nullptr) {
    for (const Value& text : *json->array()) {
      if (text.string() == nullptr) return parameters.error("texts", "texts are needed");
      texts.push_back(*text.string());
    }
  }
  if (texts.size() < 2) {
    return parameters.error("texts", "an array of the texts before, between and behind the parts",
                            R"(["", " ", ""] for two parts with a blank between them)");
  }
  if (std::any_of(texts.begin() + 1, texts.end() - 1, [](const auto& t) { return t.empty(); })) {
    return parameters.error("texts", "a text between two parts must not be empty");
  }
  NC_ASSIGN_OR_RETURN(const std::int64_t part,
                      parameters.integer("part", 1, static_cast<std::int64_t>(texts.size()) - 1));
  return unjoin(std::move(texts), static_cast<std::size_t>(part));
}

Result<StepPointer> parse_trim(Parameters& parameters) {
  NC_ASSIGN_OR_RETURN(const std::optional<End> side, parse_side(parameters));
  NC_ASSIGN_OR_RETURN(std::string character, one_character(parameters));
  return trim(side, std::move(character));
}

Result<StepPointer> parse_pad(Parameters& parameters) {
  NC_ASSIGN_OR_RETURN(const std::int64_t width, parameters.integer("to", 1, kPadMax));
  NC_ASSIGN_OR_RETURN(const std::optional<End> side, parse_side(parameters));
  NC_ASSIGN_OR_RETURN(std::string character, one_character(parameters));
  if (!side) return parameters.error("side", "start or end is needed");
  return pad(*side, width, std::move(character));
}

Result<StepPointer> parse_replace(Parameters& parameters) {
  NC_ASSIGN_OR_RETURN(std::string find, some_text(parameters, "find"));
  NC_ASSIGN_OR_RETURN(std::string with, parameters.text("with"));
  return replace(std::move(find), std::move(with));
}

Result<StepPointer> parse_keep(Parameters& parameters) {
  NC_ASSIGN_OR_RETURN(const std::string characters, parameters.text("characters"));
  for (std::size_t i = 0; i < std::size(kCharacters); ++i) {
    if (characters == kCharacters[i]) return keep(static_cast<Characters>(i));
  }
  return parameters.error("characters", "digits, letters or alphanumeric is needed");
}

constexpr StepKind kKinds[] = {
    {"prefix", parse_affix<affix, End::kStart>},
    {"suffix", parse_affix<affix, End::kEnd>},
    {"strip_prefix", parse_affix<strip_affix, End::kStart>},
    {"strip_suffix", parse_affix<strip_affix, End::kEnd>},
    {"case", parse_case},
    {"substring", parse_substring},
    {"split", parse_split},
    {"unjoin", parse_unjoin},
    {"trim", parse_trim},
    {"pad", parse_pad},
    {"replace", parse_replace},
    {"keep", parse_keep},
};

}  // namespace

StepPointer affix(End end, std::string text) {
  return std::make_shared<Affix>(end, std::move(text));
}
StepPointer strip_affix(End end, std::string text) {
  return std::make_shared<StripAffix>(end, std::move(text));
}
StepPointer letter_case(LetterCase letter_case) { return std::make_shared<Case>(letter_case); }
StepPointer substring(std::int64_t start, std::int64_t length) {
  return std::make_shared<Substring>(start, length);
}
StepPointer split(std::string at, std::int64_t part, bool rest) {
  return std::make_shared<Split>(std::move(at), part, rest);
}
StepPointer unjoin(std::vector<std::string> texts, std::size_t part) {
  return std::make_shared<Unjoin>(std::move(texts), part);
}
StepPointer trim(std::optional<End> end, std::string character) {
  return std::make_shared<Trim>(end, std::move(character));
}
StepPointer pad(End end, std::int64_t width, std::string character) {
  return std::make_shared<Pad>(end, width, std::move(character));
}
StepPointer replace(std::string find, std::string with) {
  return std::make_shared<Replace>(std::move(find), std::move(with));
}
StepPointer keep(Characters characters) { return std::make_shared<Keep>(characters); }

std::span<const StepKind> text_steps() { return kKinds; }

}  // namespace neurocrypt::rules
