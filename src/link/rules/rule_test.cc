#include "link/rules/rule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "link/rules/step.h"
#include "schema/json_text.h"
#include "support/random_value.h"
#include "support/vectors.h"

namespace neurocrypt {
namespace {

Value json(std::string_view text) {
  Result<Value> value = parse_json(text);
  EXPECT_TRUE(value.ok()) << text << ": " << (value.ok() ? "" : value.error().message);
  return value.ok() ? std::move(*value) : Value();
}

std::string text_of(const Value& value) {
  ByteString out;
  EXPECT_TRUE(print_json(value, out).ok());
  return std::string(as_text(out));
}

Rule rule(std::string_view text) {
  Result<Rule> parsed = Rule::parse(json(text));
  EXPECT_TRUE(parsed.ok()) << text << ": " << (parsed.ok() ? "" : parsed.error().message);
  return parsed.ok() ? *parsed : Rule::copy();
}

Result<std::optional<Value>> run(const Rule& rule, const std::vector<Value>& values) {
  std::vector<const Value*> inputs;
  for (const Value& value : values) inputs.push_back(&value);
  return rule.apply(inputs);
}

/// The output as JSON, "absent", or "error: " and the message.
std::string outcome(const Rule& rule, const std::vector<Value>& values) {
  const Result<std::optional<Value>> output = run(rule, values);
  if (!output.ok()) return "error: " + output.error().message;
  return *output ? text_of(**output) : "absent";
}

std::string outcome(std::string_view rule_text, std::string_view value) {
  return outcome(rule(rule_text), {json(value)});
}

TEST(Rule, DoesWhatItsVectorsSay) {
  for (const test::Vector& vector : test::read_vectors("rules/steps.txt")) {
    SCOPED_TRACE(vector.at("rule") + " on " + vector.at("values"));
    const Rule parsed = rule(vector.at("rule"));
    const Value given = json(vector.at("values"));
    const std::string output = outcome(parsed, *given.array());
    if (vector.contains("error")) {
      EXPECT_TRUE(output.starts_with("error: ")) << output;
      EXPECT_NE(output.find(vector.at("error")), std::string::npos) << output;
      continue;
    }
    EXPECT_EQ(output, vector.at("output"));
    EXPECT_EQ(text_of(parsed.print()), vector.at("rule"));
    if (!vector.contains("inverse")) continue;
    std::string inverses;
    for (const std::optional<Rule>& inverse : parsed.inverse()) {
      inverses += (inverses.empty() ? "" : " ; ") + (inverse ? text_of(inverse->print()) : "none");
    }
    EXPECT_EQ(inverses, vector.at("inverse"));
  }
}

TEST(Rule, AgreesWithItsGeneratedVectors) {
  for (const test::Vector& vector : test::read_vectors("rules/generated.txt")) {
    SCOPED_TRACE(vector.at("rule") + " on " + vector.at("values"));
    const Value given = json(vector.at("values"));
    const std::string output = outcome(rule(vector.at("rule")), *given.array());
    if (vector.contains("refused-by")) {
      EXPECT_TRUE(output.starts_with("error: " + vector.at("refused-by"))) << output;
    } else if (output.starts_with("error: ")) {
      ADD_FAILURE() << output;
    } else {
      EXPECT_TRUE(rules::same_value(json(output), json(vector.at("output")))) << output;
    }
  }
}

TEST(Rule, RefusesWhatIsNoRule) {
  for (const test::Vector& vector : test::read_vectors("rules/invalid.txt")) {
    SCOPED_TRACE(vector.at("rule"));
    const Result<Rule> parsed = Rule::parse(json(vector.at("rule")));
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(parsed.error().code, ErrorCode::kCorrupt);
    EXPECT_NE(parsed.error().message.find(vector.at("message")), std::string::npos)
        << parsed.error().message;
  }
}

TEST(Rule, IsDescribedInWords) {
  const std::vector<std::string> names = {"first", "last"};
  const auto words = [&names](std::string_view text) { return rule(text).describe(names); };
  EXPECT_EQ(words(R"({"rule":"copy"})"), "first");
  EXPECT_EQ(words(R"({"rule":"constant","value":"eu"})"), R"("eu")");
  EXPECT_EQ(words(R"({"rule":"prefix","text":"auth_"})"), R"("auth_" + first)");
  EXPECT_EQ(words(R"({"rule":"join","parts":[{"input":1}," ",{"input":2,"steps":[
                      {"rule":"case","to":"upper"}]}]})"),
            R"(first + " " + upper(last))");
  EXPECT_EQ(words(R"([{"rule":"scale","multiply":9,"divide":5},{"rule":"add","number":32}])"),
            "first * 9 / 5 + 32");
  EXPECT_EQ(words(R"({"rule":"date","from":"epoch_s","to":"rfc3339"})"),
            "date(first, epoch_s to rfc3339)");
  EXPECT_EQ(words(R"({"rule":"table","entries":[["A","active"],["S","suspended"]]})"),
            R"(table(first: "A" -> "active", "S" -> "suspended"))");
}

TEST(Rule, KeepsAbsentAbsentAndNullNull) {
  const Value null;
  const Value* const absent[] = {nullptr};
  const Value* const nothing[] = {&null};
  for (const char* const text :
       {R"({"rule":"copy"})", R"({"rule":"prefix","text":"a"})", R"({"rule":"omit","value":""})",
        R"({"rule":"date","from":"epoch_s","to":"rfc3339"})",
        R"({"rule":"table","entries":[["a","b"]],"default":"c"})"}) {
    const auto of_absent = rule(text).apply(absent);
    ASSERT_TRUE(of_absent.ok());
    EXPECT_FALSE(of_absent->has_value()) << text;
    const auto of_null = rule(text).apply(nothing);
    ASSERT_TRUE(of_null.ok());
    ASSERT_TRUE(of_null->has_value()) << text;
    EXPECT_TRUE((*of_null)->is_null()) << text;
  }
  const Rule filled = rule(R"([{"rule":"default","value":"x"},{"rule":"prefix","text":"a"}])");
  EXPECT_EQ(*filled.apply(absent).value(), Value("ax"));
  EXPECT_EQ(*filled.apply(nothing).value(), Value("ax"));
}

TEST(Rule, JoinsWhatIsThere) {
  const Rule names = rule(R"({"rule":"join","parts":[{"input":1}," ",{"input":2}]})");
  const Value anna("Anna");
  const Value null;
  const Value* const one[] = {&anna, nullptr};
  const Value* const none[] = {nullptr, nullptr};
  const Value* const nulls[] = {&null, nullptr};
  EXPECT_EQ(names.apply(one).error().message, "join: input 2 is absent");
  EXPECT_FALSE(names.apply(none).value().has_value());
  EXPECT_TRUE(names.apply(nulls).value()->is_null());
  EXPECT_EQ(names.apply({one, 1}).error().code, ErrorCode::kInvalidArgument);
}

TEST(Rule, SaysNothingOfTheValueItRefuses) {
  constexpr std::string_view kSecret = "s3cr3t-7";
  const Value value{kSecret};
  const Value* const values[] = {&value};
  for (const char* const text :
       {R"({"rule":"cast","to":"number"})", R"({"rule":"cast","to":"boolean"})",
        R"({"rule":"scale","multiply":2})", R"({"rule":"strip_prefix","text":"x"})",
        R"({"rule":"substring","start":9,"length":3})", R"({"rule":"split","at":"/","part":2})",
        R"({"rule":"unjoin","texts":["","/",""],"part":1})", R"({"rule":"parse_number"})",
        R"({"rule":"date","from":"rfc3339","to":"epoch_s"})",
        R"({"rule":"table","entries":[["a","b"]]})"}) {
    const auto output = rule(text).apply(values);
    ASSERT_FALSE(output.ok()) << text;
    EXPECT_EQ(output.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ((output.error().message + output.error().hint).find(kSecret), std::string::npos)
        << output.error().message;
  }
}

/// Draws rules of any kind, most of which fit the values that random_input draws.
class RandomRule {
 public:
  explicit RandomRule(std::uint32_t seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return random_() % bound; }

  template <std::size_t kSize>
  std::string pick(const char* const (&choices)[kSize]) {
    return choices[below(kSize)];
  }

  Rule draw() {
    if (below(4) != 0) return rule("[" + steps() + "]");
    std::string parts;
    const std::size_t inputs = 1 + below(3);
    for (std::size_t i = 1; i <= inputs; ++i) {
      if (i > 1 || below(2) == 0) parts += text() + ",";
      parts += R"({"input":)" + std::to_string(i) + R"(,"steps":[)" + steps() +
               (below(3) == 0 ? "" : R"(,{"rule":"cast","to":"string"})") + "]}" +
               (i < inputs ? "," : "");
    }
    return rule(R"([{"rule":"join","parts":[)" + parts + "]}," + steps() + "]");
  }

  Value input() {
    switch (below(6)) {
      case 0:
        return test::random_value(random_, 1);
      case 1:
        return Value::integer(static_cast<std::int64_t>(random_()) - (std::int64_t{1} << 31));
      case 2:
        return Number{pick({"12.50", "-0.001", "0", "1", "1e3", "999999", "-40", "100", "0.10"})};
      case 3:
        return Value(pick({"2024-02-29", "1969-12-31T23:59:59.5Z", "29/02/2024", "000704",
                           "2024-02-29T12:00:00+05:30", "true", "1.5", "1,234.50", "042"}));
      default:
        return Value(pick({"", "a", "login", "auth_login", "Anna Maria", "a-b-c", "x--y", "--",
                           "userId", "  padded ", "é𝄞", "a b", "ab", "0", "A"}));
    }
  }

 private:
  std::string text() {
    return pick({R"("-")", R"("--")", R"("auth_")", R"("a")", R"("0")", R"(" ")"});
  }

  std::string steps() {
    std::string all = step();
    for (std::size_t more = below(3); more > 0; --more) all += "," + step();
    return all;
  }

  std::string step() {
    const auto named = [](const std::string& name, const std::string& rest) {
      return R"({"rule":")" + name + "\"" + (rest.empty() ? "" : "," + rest) + "}";
    };
    switch (below(16)) {
      case 0:
        return named(pick({"prefix", "suffix", "strip_prefix", "strip_suffix"}),
                     R"("text":)" + text());
      case 1:
        return named("case",
                     R"("to":")" + pick({"upper", "lower", "title", "snake", "camel"}) + "\"");
      case 2:
        return named("substring", R"("start":)" + pick({"1", "2", "-1", "-3"}) + R"(,"length":1)");
      case 3:
        return named("split", R"("at":)" + text() + R"(,"part":)" + pick({"1", "2", "-1"}) +
                                  pick({"", R"(,"rest":true)"}));
      case 4:
        return named("unjoin", R"("texts":["",)" + text() + R"(,""],"part":)" + pick({"1", "2"}));
      case 5:
        return named(pick({"trim", "trim"}), R"("side":")" + pick({"start", "end", "both"}) + "\"");
      case 6:
        return named("pad", R"("to":8,"side":"start","with":"0")");
      case 7:
        return named("replace", R"("find":)" + text() + R"(,"with":)" + text());
      case 8:
        return named(
            "cast",
            pick({R"("from":"number","to":"string")", R"("to":"string")",
                  R"("from":"string","to":"number")", R"("from":"boolean","to":"string")",
                  R"("from":"number","to":"boolean")", R"("from":"boolean","to":"number")"}));
      case 9:
        return named(pick({"format_number", "parse_number"}),
                     pick({"", R"("decimals":2)", R"("width":6)", R"("point":",","thousands":".")",
                           R"("decimals":3,"thousands":",")"}));
      case 10:
        return named("scale", pick({R"("multiply":100)", R"("multiply":0.01)",
                                    R"("multiply":9,"divide":5)", R"("divide":1024)"}));
      case 11:
        return named("add", R"("number":)" + pick({"32", "-0.5", "0"}));
      case 12:
      case 13: {
        const auto form = [this] {
          return pick({"epoch_s", "epoch_ms", "epoch_ns", "rfc3339", "%Y-%m-%d", "%d/%m/%Y",
                       "%y%m%d", "%Y-%m-%dT%H:%M:%S.%3fZ", "%a, %d %b %Y %H:%M:%S %z", "%m/%y",
                       "%Y%j", "%-m/%-d/%Y %I:%M %p"});
        };
        return named("date", R"("from":")" + form() + R"(","to":")" + form() + "\"" +
                                 (below(4) == 0 ? R"(,"truncate":true)" : ""));
      }
      case 14:
        return named("table", pick({R"("entries":[["a","x"],["login","y"],[1,"z"]])",
                                    R"("entries":[["a","b"],["b","a"]],"default":"c")",
                                    R"("entries":[["a","b"],["b","b"],["c",null]])",
                                    R"("entries":[["a",1],["x",2]],"default":1)"}));
      default:
        return named(pick({"default", "omit"}), R"("value":)" + pick({R"("")", R"("a")", "0"}));
    }
  }

  std::mt19937 random_;
};

/// True when `back` is the input: exactly, or, where the rule reads it as a number or as a time
/// with an offset, in a spelling that the rule takes for the same.
bool gives_back(const Rule& rule, const std::string& printed, std::vector<Value> inputs,
                std::size_t input, const Value& back) {
  if (rules::same_value(back, inputs[input])) return true;
  const bool has_spellings =
      std::ranges::any_of(std::vector<std::string_view>{"parse_number", R"("to":"number")",
                                                        R"("from":"rfc3339")", R"(%z","to")"},
                          [&](auto word) { return printed.find(word) != std::string::npos; });
  const auto before = run(rule, inputs);
  inputs[input] = back;
  const auto after = run(rule, inputs);
  return has_spellings && after.ok() && before->has_value() && after->has_value() &&
         rules::same_value(**before, **after);
}

TEST(Rule, InverseGivesBackTheInputOrAnError) {
  RandomRule random(11);
  Rule drawn = Rule::copy();
  int given_back = 0;
  int refused = 0;
  for (int i = 0; i < 100'000; ++i) {
    if (i % 8 == 0) drawn = random.draw();
    std::vector<Value> inputs;
    for (std::size_t input = 0; input < drawn.inputs(); ++input) inputs.push_back(random.input());
    const auto output = run(drawn, inputs);
    const std::string printed = text_of(drawn.print());
    if (i % 64 == 0) {
      ASSERT_EQ(outcome(rule(printed), inputs), outcome(drawn, inputs)) << printed;
    }
    if (!output.ok()) continue;
    const Value* const made = *output ? &**output : nullptr;
    const std::vector<std::optional<Rule>> inverses = drawn.inverse();
    ASSERT_EQ(inverses.size(), inputs.size());
    for (std::size_t input = 0; input < inputs.size(); ++input) {
      if (!inverses[input] || inputs[input].is_null()) continue;
      const auto back = inverses[input]->apply({&made, 1});
      if (!back.ok()) {
        ++refused;
        continue;
      }
      ++given_back;
      ASSERT_TRUE(back->has_value() && gives_back(drawn, printed, inputs, input, **back))
          << printed << " of " << text_of(inputs[input]) << " gave "
          << (made != nullptr ? text_of(*made) : "nothing") << " and back "
          << (*back ? text_of(**back) : "nothing");
    }
  }
  EXPECT_GT(given_back, 3000);
  EXPECT_LT(refused, given_back / 2);  // joins that read two ways, defaults of tables
}

TEST(Rule, InverseOfOneStepIsNeverAnError) {
  RandomRule random(12);
  int given_back = 0;
  for (const char* const text :
       {R"({"rule":"prefix","text":"a"})", R"({"rule":"strip_suffix","text":"a"})",
        R"({"rule":"cast","from":"string","to":"number"})", R"({"rule":"omit","value":"a"})",
        R"({"rule":"format_number","decimals":3,"thousands":","})",
        R"({"rule":"parse_number","width":3})", R"({"rule":"scale","multiply":7,"divide":4})",
        R"({"rule":"add","number":-0.001})", R"({"rule":"date","from":"epoch_s","to":"rfc3339"})",
        R"({"rule":"date","from":"rfc3339","to":"%a, %d %b %Y %H:%M:%S %z"})",
        R"({"rule":"date","from":"%Y-%m-%d","to":"%y%j"})",
        R"({"rule":"date","from":"epoch_ms","to":"%Y-%m-%d %I:%M:%S.%9f %p","to_offset":"-09:30"})",
        R"({"rule":"table","entries":[["a","x"],["b","y"],["login",7]]})"}) {
    const Rule forward = rule(text);
    const Rule back = *forward.inverse()[0];
    for (int i = 0; i < 300; ++i) {
      const Value input = random.input();
      const auto output = run(forward, {input});
      if (input.is_null() || !output.ok()) continue;
      const Value* const made = *output ? &**output : nullptr;
      const auto returned = back.apply({&made, 1});
      ASSERT_TRUE(returned.ok()) << text << " of " << text_of(input);
      ASSERT_TRUE(gives_back(forward, text, {input}, 0, **returned)) << text << text_of(input);
      ++given_back;
    }
  }
  EXPECT_GT(given_back, 900);
}

TEST(Rule, TakesHugeValues) {
  const Value megabyte(std::string(1 << 20, '7'));
  const Value separators(std::string(1 << 20, '-'));
  const Value digits(Number{std::string(1 << 20, '7')});
  const Value exponent(Number{"1e999999999999999999999"});
  const Value small(Number{"-1e-1000000000"});
  RandomRule random(5);
  for (int i = 0; i < 100; ++i) {
    const Rule drawn = random.draw();
    for (const Value* const value : {&megabyte, &separators, &digits, &exponent, &small}) {
      const auto output = drawn.apply(std::vector<const Value*>(drawn.inputs(), value));
      if (!output.ok()) {
        EXPECT_LT(output.error().message.size(), 1000U);
      }
    }
  }
  EXPECT_EQ(outcome(R"({"rule":"scale","multiply":2})", "1e1000000000"),
            "error: scale: the result has no end or more digits than a rule reckons with");
}

TEST(Rule, EveryKindOfValueIsAnOutcome) {
  RandomRule random(6);
  std::mt19937 values(7);
  for (int i = 0; i < 3000; ++i) {
    const Rule drawn = random.draw();
    std::vector<Value> inputs;
    for (std::size_t input = 0; input < drawn.inputs(); ++input) {
      inputs.push_back(i % 8 == 0 ? Value(ByteString{0, 255}) : test::random_value(values, 2));
    }
    const auto output = run(drawn, inputs);
    if (output.ok() && *output && (*output)->string() != nullptr) {
      EXPECT_TRUE(is_utf8(*(*output)->string())) << text_of(drawn.print());
    }
  }
}

}  // namespace
}  // namespace neurocrypt
