#include "link/rules/step_kinds.h"

namespace neurocrypt::rules {
namespace {

constexpr std::int64_t kWindowMax = 9900;

class Date final : public RuleStep {
 public:
  Date(DateFormat from, DateFormat to, DateOptions options)
      : from_(std::move(from)), to_(std::move(to)), options_(options) {}
  [[nodiscard]] std::string_view name() const override { return "date"; }

  Result<std::optional<Value>> apply(const Value& value) const override {
    const std::int32_t own = options_.from_offset.value_or(0);
    std::optional<Moment> moment = from_.read(value, own);
    if (!moment) {
      return not_covered("the value is no date or time of the form " + quoted(from_.text()));
    }
    if (options_.to_offset) moment->offset = *options_.to_offset;
    std::optional<Value> written = to_.write(*moment);
    if (!written) {
      return not_covered("the date is none that the form " + quoted(to_.text()) + " can hold");
    }
    if (options_.truncate) return written;
    const std::optional<Moment> held = to_.read(*written, options_.to_offset.value_or(own));
    if (held && held->seconds == moment->seconds && held->nanoseconds == moment->nanoseconds) {
      return written;
    }
    return not_covered("the date has a part that the form " + quoted(to_.text()) + " cannot hold",
                       "\"truncate\": true drops it");
  }

  [[nodiscard]] std::optional<RuleSteps> inverse() const override {
    if (options_.truncate) return std::nullopt;
    // Read back at the offset it was written with, written at the one it was read with; nothing
    // where the form itself says it, or where it is UTC anyway.
    DateOptions back{options_.window, {}, {}, false};
    const std::int32_t own = options_.from_offset.value_or(0);
    const std::int32_t written = options_.to_offset.value_or(own);
    if (!to_.says_offset() && written != 0) back.from_offset = written;
    const bool carried_is_utc = to_.says_offset() ? !to_.varies_offset() : written == 0;
    if (!from_.says_offset() && !(carried_is_utc && own == 0)) back.to_offset = own;
    return RuleSteps{date(to_, from_, back)};
  }

  void print(Object& members) const override {
    members.push_back({"from", from_.text()});
    members.push_back({"to", to_.text()});
    if (options_.window != kWindow) {
      members.push_back({"window", Value::integer(std::int64_t{options_.window})});
    }
    if (options_.from_offset) {
      members.push_back({"from_offset", print_offset(*options_.from_offset)});
    }
    if (options_.to_offset) members.push_back({"to_offset", print_offset(*options_.to_offset)});
    if (options_.truncate) members.push_back({"truncate", true});
  }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    const auto at = [](const std::optional<std::int32_t>& offset) {
      return offset ? " at " + print_offset(*offset) : "";
    };
    return "date(" + operand + ", " + from_.text() + at(options_.from_offset) + " to " +
           to_.text() + at(options_.to_offset) + ")";
  }

 private:
  DateFormat from_, to_;
  DateOptions options_;
};

Result<DateFormat> parse_format(Parameters& parameters, std::string_view name, int window) {
  NC_ASSIGN_OR_RETURN(const std::string text, parameters.text(name));
  Result<DateFormat> format = DateFormat::parse(text, window);
  if (!format.ok()) {
    return parameters.error(name, format.error().message, format.error().hint);
  }
  return format;
}

Result<std::optional<std::int32_t>> parse_offset_of(Parameters& parameters, std::string_view name) {
  if (parameters.find(name) == nullptr) return std::optional<std::int32_t>();
  NC_ASSIGN_OR_RETURN(const std::string text, parameters.text(name));
  const std::optional<std::int32_t> offset = parse_offset(text);
  if (!offset) return parameters.error(name, "an offset like \"Z\" or \"+01:00\" is needed");
  return offset;
}

Result<StepPointer> parse_date(Parameters& parameters) {
  DateOptions options;
  NC_ASSIGN_OR_RETURN(const std::int64_t window,
                      parameters.integer("window", 1, kWindowMax, kWindow));
  options.window = static_cast<int>(window);
  NC_ASSIGN_OR_RETURN(DateFormat from, parse_format(parameters, "from", options.window));
  NC_ASSIGN_OR_RETURN(DateFormat to, parse_format(parameters, "to", options.window));
  NC_ASSIGN_OR_RETURN(options.from_offset, parse_offset_of(parameters, "from_offset"));
  NC_ASSIGN_OR_RETURN(options.to_offset, parse_offset_of(parameters, "to_offset"));
  NC_ASSIGN_OR_RETURN(options.truncate, parameters.flag("truncate"));
  if (options.from_offset && from.says_offset()) {
    return parameters.error("from_offset", "the form itself says the offset");
  }
  if (options.to_offset && to.says_offset() && !to.varies_offset()) {
    return parameters.error("to_offset", "the form itself says the offset");
  }
  return date(std::move(from), std::move(to), options);
}

constexpr StepKind kKinds[] = {{"date", parse_date}};

}  // namespace

StepPointer date(DateFormat from, DateFormat to, DateOptions options) {
  return std::make_shared<Date>(std::move(from), std::move(to), options);
}

std::span<const StepKind> date_steps() { return kKinds; }

}  // namespace neurocrypt::rules
