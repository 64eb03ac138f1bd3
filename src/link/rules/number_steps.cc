#include <algorithm>

#include "link/rules/step_kinds.h"

namespace neurocrypt::rules {
namespace {

constexpr std::int64_t kDecimalsMax = 100;

constexpr Value::Kind kCastKinds[] = {Value::Kind::kString, Value::Kind::kNumber,
                                      Value::Kind::kBoolean};

class Cast final : public RuleStep {
 public:
  Cast(std::optional<Value::Kind> from, Value::Kind to) : from_(from), to_(to) {}
  [[nodiscard]] std::string_view name() const override { return "cast"; }

  Result<std::optional<Value>> apply(const Value& value) const override {
    if (from_ ? value.kind() != *from_ : std::ranges::count(kCastKinds, value.kind()) == 0) {
      return wrong_kind(from_ ? neurocrypt::name(*from_) : "string, number or boolean", value);
    }
    if (value.kind() == to_) return std::optional<Value>(value);
    if (const bool* const boolean = value.boolean()) {
      if (to_ == Value::Kind::kString) return std::optional<Value>(*boolean ? "true" : "false");
      return std::optional<Value>(Number{*boolean ? "1" : "0"});
    }
    if (const Number* const number = value.number()) {
      if (to_ == Value::Kind::kString) return std::optional<Value>(number->text);
      if (same_number(*number, Number{"1"})) return std::optional<Value>(true);
      if (same_number(*number, Number{"0"})) return std::optional<Value>(false);
      return not_covered("the number is neither 0 nor 1");
    }
    const std::string& text = *value.string();
    if (to_ == Value::Kind::kNumber) {
      if (!is_json_number(text)) {
        return not_covered("the text is no number as JSON writes it", "parse_number reads others");
      }
      return std::optional<Value>(Number{text});
    }
    if (text == "true") return std::optional<Value>(true);
    if (text == "false") return std::optional<Value>(false);
    return not_covered("the text is neither \"true\" nor \"false\"", "a table reads other words");
  }

  [[nodiscard]] std::optional<RuleSteps> inverse() const override {
    if (!from_) return std::nullopt;
    return RuleSteps{cast(to_, *from_)};
  }
  void print(Object& members) const override {
    if (from_) members.push_back({"from", Value(neurocrypt::name(*from_))});
    members.push_back({"to", Value(neurocrypt::name(to_))});
  }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    return std::string(neurocrypt::name(to_)) + "(" + operand + ")";
  }

 private:
  std::optional<Value::Kind> from_;
  Value::Kind to_;
};

/// The number as the format writes it; nothing when it has too many digits.
std::optional<std::string> write(const NumberFormat& format, const Number& number) {
  const std::optional<Decimal> decimal = Decimal::parse(number.text);
  if (!decimal) return std::nullopt;
  const Decimal plain = format.decimals ? decimal->canonical() : *decimal;
  std::string whole = plain.print();
  const bool negative = plain.negative;
  if (negative) whole.erase(0, 1);
  std::string fraction;
  if (const std::size_t point = whole.find('.'); point != std::string::npos) {
    fraction = whole.substr(point + 1);
    whole.resize(point);
  }
  if (format.decimals) {
    const auto decimals = static_cast<std::size_t>(*format.decimals);
    if (fraction.size() > decimals) return std::nullopt;
    fraction.append(decimals - fraction.size(), '0');
  }
  const auto width = static_cast<std::size_t>(format.width);
  if (whole.size() < width) whole.insert(0, width - whole.size(), '0');
  if (!format.thousands.empty()) {
    for (std::size_t at = whole.size(); at > 3;) whole.insert(at -= 3, format.thousands);
  }
  return (negative ? "-" : "") + whole + (fraction.empty() ? "" : format.point + fraction);
}

/// Takes away what `write` adds, without a look at whether it stands in its place.
std::optional<Number> read(const NumberFormat& format, std::string_view text) {
  // write() adds at most a separator for each digit, and the zeros of the width.
  constexpr std::size_t kTextMax = 10 * kDecimalDigitsMax;
  if (text.size() > kTextMax) return std::nullopt;
  std::string plain;
  if (text.starts_with('-')) {
    plain = "-";
    text.remove_prefix(1);
  }
  const std::size_t point = std::min(text.rfind(format.point), text.size());
  std::string whole;
  std::string_view grouped = text.substr(0, point);
  while (!grouped.empty()) {
    if (!format.thousands.empty() && grouped.starts_with(format.thousands)) {
      grouped.remove_prefix(format.thousands.size());
      continue;
    }
    whole += grouped[0];
    grouped.remove_prefix(1);
  }
  if (whole.empty()) return std::nullopt;
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
  plain += whole;
  if (point < text.size()) {
    plain.append(".").append(text.substr(point + format.point.size()));
  }
  if (!is_json_number(plain)) return std::nullopt;
  return Number{std::move(plain)};
}

void print_format(const NumberFormat& format, Object& members) {
  if (format.decimals) members.push_back({"decimals", Value::integer(*format.decimals)});
  if (format.width != 0) members.push_back({"width", Value::integer(format.width)});
  if (format.point != ".") members.push_back({"point", format.point});
  if (!format.thousands.empty()) members.push_back({"thousands", format.thousands});
}

std::string describe_format(const NumberFormat& format) {
  if (format.width != 0) return *write(format, Number{"7"});
  return *write(format, Number{format.decimals ? "1234567" : "1234567.89"});
}

class FormatNumber final : public RuleStep {
 public:
  explicit FormatNumber(NumberFormat format) : format_(std::move(format)) {}
  [[nodiscard]] std::string_view name() const override { return "format_number"; }
  Result<std::optional<Value>> apply(const Value& value) const override {
    if (value.number() == nullptr) return wrong_kind("number", value);
    std::optional<std::string> text = write(format_, *value.number());
    if (!text) return not_covered("the number has more digits than the format");
    return std::optional<Value>(std::move(*text));
  }
  [[nodiscard]] std::optional<RuleSteps> inverse() const override {
    return RuleSteps{parse_number(format_)};
  }
  void print(Object& members) const override { print_format(format_, members); }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    return operand + " like " + quoted(describe_format(format_));
  }

 private:
  NumberFormat format_;
};

class ParseNumber final : public RuleStep {
 public:
  explicit ParseNumber(NumberFormat format) : format_(std::move(format)) {}
  [[nodiscard]] std::string_view name() const override { return "parse_number"; }
  Result<std::optional<Value>> apply(const Value& value) const override {
    if (value.string() == nullptr) return wrong_kind("text", value);
    std::optional<Number> number = read(format_, *value.string());
    // Exact: what it reads is what format_number writes, and nothing else.
    if (!number || write(format_, *number) != *value.string()) {
      return not_covered("the text is no number of the format");
    }
    return std::optional<Value>(std::move(*number));
  }
  [[nodiscard]] std::optional<RuleSteps> inverse() const override {
    return RuleSteps{format_number(format_)};
  }
  void print(Object& members) const override { print_format(format_, members); }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    return "number(" + operand + " like " + quoted(describe_format(format_)) + ")";
  }

 private:
  NumberFormat format_;
};

/// A step from number to number.
class NumberStep : public RuleStep {
 public:
  Result<std::optional<Value>> apply(const Value& value) const final {
    if (value.number() == nullptr) return wrong_kind("number", value);
    const std::optional<Decimal> number = Decimal::parse(value.number()->text);
    const std::optional<Decimal> changed = number ? change(*number) : std::nullopt;
    if (!changed)
      return not_covered("the result has no end or more digits than a rule reckons with");
    return std::optional<Value>(Number{changed->print()});
  }

 private:
  [[nodiscard]] virtual std::optional<Decimal> change(const Decimal& number) const = 0;
};

Value number_value(const Decimal& number) { return Number{number.canonical().print()}; }

class Scale final : public NumberStep {
 public:
  Scale(Decimal multiply, Decimal divide)
      : multiply_(std::move(multiply)),
        divide_(std::move(divide)),
        multiply_by_(*Factor::of(multiply_)),
        divide_by_(*Factor::of(divide_)) {}
  [[nodiscard]] std::string_view name() const override { return "scale"; }
  [[nodiscard]] std::optional<RuleSteps> inverse() const override {
    return RuleSteps{scale(divide_, multiply_)};
  }
  void print(Object& members) const override {
    if (!is_one(multiply_)) members.push_back({"multiply", number_value(multiply_)});
    if (!is_one(divide_)) members.push_back({"divide", number_value(divide_)});
  }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    std::string text = operand.find(' ') == std::string::npos ? operand : "(" + operand + ")";
    if (!is_one(multiply_)) text += " * " + multiply_.canonical().print();
    if (!is_one(divide_)) text += " / " + divide_.canonical().print();
    return text;
  }

 private:
  static bool is_one(const Decimal& number) { return number.canonical().print() == "1"; }
  [[nodiscard]] std::optional<Decimal> change(const Decimal& number) const override {
    return rules::scale(number, multiply_by_, divide_by_);
  }
  Decimal multiply_, divide_;
  Factor multiply_by_, divide_by_;
};

class Add final : public NumberStep {
 public:
  explicit Add(Decimal number) : number_(std::move(number)) {}
  [[nodiscard]] std::string_view name() const override { return "add"; }
  [[nodiscard]] std::optional<RuleSteps> inverse() const override {
    return RuleSteps{add(negate(number_))};
  }
  void print(Object& members) const override {
    members.push_back({"number", number_value(number_)});
  }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    Decimal magnitude = number_.canonical();
    magnitude.negative = false;
    return operand + (number_.negative ? " - " : " + ") + magnitude.print();
  }

 private:
  [[nodiscard]] std::optional<Decimal> change(const Decimal& number) const override {
    return rules::add(number, number_);
  }
  Decimal number_;
};

std::optional<Value::Kind> find_kind(std::string_view name) {
  for (const Value::Kind kind : kCastKinds) {
    if (neurocrypt::name(kind) == name) return kind;
  }
  return std::nullopt;
}

Result<StepPointer> parse_cast(Parameters& parameters) {
  NC_ASSIGN_OR_RETURN(const std::string from, parameters.text("from", ""));
  NC_ASSIGN_OR_RETURN(const std::string to, parameters.text("to"));
  const std::optional<Value::Kind> from_kind = find_kind(from);
  const std::optional<Value::Kind> to_kind = find_kind(to);
  constexpr const char* kKindsThere = "string, number or boolean is needed";
  if (parameters.find("from") != nullptr && !from_kind) {
    return parameters.error("from", kKindsThere);
  }
  if (!to_kind) return parameters.error("to", kKindsThere);
  return cast(from_kind, *to_kind);
}

Result<NumberFormat> parse_format(Parameters& parameters) {
  NumberFormat format;
  if (parameters.find("decimals") != nullptr) {
    NC_ASSIGN_OR_RETURN(format.decimals, parameters.integer("decimals", 0, kDecimalsMax));
  }
  NC_ASSIGN_OR_RETURN(format.width, parameters.integer("width", 1, kDecimalsMax, 0));
  NC_ASSIGN_OR_RETURN(format.point, parameters.text("point", "."));
  NC_ASSIGN_OR_RETURN(format.thousands, parameters.text("thousands", ""));
  // Or the text would not say where the number's own characters are.
  for (const std::string_view name : {"point", "thousands"}) {
    const std::string& mark = name == "point" ? format.point : format.thousands;
    if (mark.find_first_of("-0123456789") != std::string::npos) {
      return parameters.error(name, "a mark without digits and minus is needed");
    }
    if (count_characters(mark) > 1) return parameters.error(name, "one character is needed");
  }
  if (format.point.empty() || format.point == format.thousands) {
    return parameters.error("point", "a mark is needed that is not the one for thousands");
  }
  return format;
}

template <StepPointer (*kMake)(NumberFormat)>
Result<StepPointer> parse_number_step(Parameters& parameters) {
  NC_ASSIGN_OR_RETURN(NumberFormat format, parse_format(parameters));
  return kMake(std::move(format));
}

Result<Decimal> parse_decimal(Parameters& parameters, std::string_view name) {
  NC_ASSIGN_OR_RETURN(const Value* const value, parameters.value(name));
  const std::optional<Decimal> number =
      value->number() == nullptr ? std::nullopt : Decimal::parse(value->number()->text);
  if (!number) return parameters.error(name, "a number is needed");
  return *number;
}

Result<Decimal> parse_factor(Parameters& parameters, std::string_view name) {
  if (parameters.find(name) == nullptr) return *Decimal::parse("1");
  NC_ASSIGN_OR_RETURN(Decimal number, parse_decimal(parameters, name));
  if (Factor::of(number)) return number;
  return parameters.error(name, "a number other than zero of at most 18 digits is needed");
}

Result<StepPointer> parse_scale(Parameters& parameters) {
  NC_ASSIGN_OR_RETURN(Decimal multiply, parse_factor(parameters, "multiply"));
  NC_ASSIGN_OR_RETURN(Decimal divide, parse_factor(parameters, "divide"));
  return scale(std::move(multiply), std::move(divide));
}

Result<StepPointer> parse_add(Parameters& parameters) {
  NC_ASSIGN_OR_RETURN(Decimal number, parse_decimal(parameters, "number"));
  return add(std::move(number));
}

constexpr StepKind kKinds[] = {
    {"cast", parse_cast},
    {"format_number", parse_number_step<format_number>},
    {"parse_number", parse_number_step<parse_number>},
    {"scale", parse_scale},
    {"add", parse_add},
};

}  // namespace

StepPointer cast(std::optional<Value::Kind> from, Value::Kind to) {
  return std::make_shared<Cast>(from, to);
}
StepPointer format_number(NumberFormat format) {
  return std::make_shared<FormatNumber>(std::move(format));
}
StepPointer parse_number(NumberFormat format) {
  return std::make_shared<ParseNumber>(std::move(format));
}
StepPointer scale(Decimal multiply, Decimal divide) {
  return std::make_shared<Scale>(std::move(multiply), std::move(divide));
}
StepPointer add(Decimal number) { return std::make_shared<Add>(std::move(number)); }

std::span<const StepKind> number_steps() { return kKinds; }

}  // namespace neurocrypt::rules
