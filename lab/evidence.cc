#include "lab/evidence.h"

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

namespace neurocrypt::lab {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::pair<Verdict, std::string_view> kVerdicts[] = {
    {Verdict::kBreakFound, "break found"},
    {Verdict::kNoEvidence, "no evidence yet"},
    {Verdict::kNotEnoughSamples, "not enough samples"},
};

// JSON has no infinity and no NaN; a figure that is neither measured nor finite is null.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
double number(const Json& json) { return json.is_null() ? NAN : json.get<double>(); }

/// nlohmann converts -1 and 1e300 as C++ would.
std::uint64_t whole(const Json& json, const char* field) {
  const Json& value = json.at(field);
  if (!value.is_number_unsigned()) {
    throw std::invalid_argument(std::string(field) + " is not a whole number from 0 to 2^64 - 1");
  }
  return value.get<std::uint64_t>();
}

Json to_json(const Figure& figure) {
  Json json = {{"name", figure.name}, {"value", number(figure.value)}};
  if (!figure.unit.empty()) json["unit"] = figure.unit;
  if (figure.low) json["low"] = number(*figure.low);
  if (figure.high) json["high"] = number(*figure.high);
  return json;
}

Figure to_figure(const Json& json) {
  Figure figure{.name = json.at("name"), .value = number(json.at("value"))};
  figure.unit = json.value("unit", "");
  if (json.contains("low")) figure.low = number(json["low"]);
  if (json.contains("high")) figure.high = number(json["high"]);
  return figure;
}

Json to_json(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(number(value));
  return list;
}

std::vector<double> to_values(const Json& json) {
  std::vector<double> values;
  for (const Json& value : json) values.push_back(number(value));
  return values;
}

Json to_json(const Curve& curve) {
  Json json = {{"name", curve.name},   {"x_label", curve.x_label}, {"y_label", curve.y_label},
               {"log_x", curve.log_x}, {"log_y", curve.log_y},     {"x", to_json(curve.x)},
               {"y", to_json(curve.y)}};
  if (!curve.low.empty()) json["low"] = to_json(curve.low);
  if (!curve.high.empty()) json["high"] = to_json(curve.high);
  return json;
}

Curve to_curve(const Json& json) {
  Curve curve{.name = json.at("name"),
              .x_label = json.at("x_label"),
              .y_label = json.at("y_label"),
              .log_x = json.value("log_x", false),
              .log_y = json.value("log_y", false),
              .x = to_values(json.at("x")),
              .y = to_values(json.at("y"))};
  if (json.contains("low")) curve.low = to_values(json["low"]);
  if (json.contains("high")) curve.high = to_values(json["high"]);
  return curve;
}

// May throw nlohmann's exceptions, which name the field.
Evidence to_evidence(const Json& json) {
  Evidence evidence;
  const std::string verdict = json.at("verdict");
  bool known = false;
  for (const auto& [value, text] : kVerdicts) {
    if (text == verdict) evidence.verdict = value, known = true;
  }
  if (!known) throw std::invalid_argument("unknown verdict '" + verdict + "'");
  evidence.attack = json.at("attack");
  evidence.target = json.at("target");
  evidence.target_description = json.value("target_description", "");
  evidence.summary = json.at("summary");
  evidence.effect = to_figure(json.at("effect"));
  evidence.reference = number(json.at("reference"));
  if (json.contains("log10_p")) evidence.log10_p = number(json["log10_p"]);
  evidence.samples = whole(json, "samples");
  evidence.queries = whole(json, "queries");
  evidence.seed = whole(json, "seed");
  evidence.budget_s = json.at("budget_s");
  evidence.seconds = json.at("seconds");
  evidence.commit = json.value("commit", "");
  evidence.command = json.value("command", "");
  for (const Json& figure : json.value("figures", Json::array())) {
    evidence.figures.push_back(to_figure(figure));
  }
  for (const Json& curve : json.value("curves", Json::array())) {
    evidence.curves.push_back(to_curve(curve));
  }
  for (const Curve& curve : evidence.curves) {
    const std::size_t n = curve.x.size();
    const auto fits = [n](const std::vector<double>& band) {
      return band.empty() || band.size() == n;
    };
    if (curve.y.size() != n || !fits(curve.low) || !fits(curve.high)) {
      throw std::invalid_argument("the curve '" + curve.name + "' has lists of different lengths");
    }
  }
  return evidence;
}

}  // namespace

std::string_view name(Verdict verdict) {
  for (const auto& [value, text] : kVerdicts) {
    if (value == verdict) return text;
  }
  return "";
}

std::string print_json(const Evidence& evidence) {
  Json json = {{"attack", evidence.attack},
               {"target", evidence.target},
               {"target_description", evidence.target_description},
               {"verdict", name(evidence.verdict)},
               {"summary", evidence.summary},
               {"effect", to_json(evidence.effect)},
               {"reference", number(evidence.reference)}};
  if (evidence.log10_p) json["log10_p"] = number(*evidence.log10_p);
  json["samples"] = evidence.samples;
  json["queries"] = evidence.queries;
  json["seed"] = evidence.seed;
  json["budget_s"] = evidence.budget_s;
  json["seconds"] = evidence.seconds;
  json["commit"] = evidence.commit;
  json["command"] = evidence.command;
  for (const Figure& figure : evidence.figures) json["figures"].push_back(to_json(figure));
  for (const Curve& curve : evidence.curves) json["curves"].push_back(to_json(curve));
  // A target's name may come from a program: bytes that are no UTF-8 are replaced.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Evidence> parse_evidence(std::string_view line) {
  try {
    return to_evidence(Json::parse(line));
  } catch (const std::exception& error) {
    return Error{ErrorCode::kCorrupt, error.what(),
                 "a line of results is what neurocrypt lab run writes: docs/formats/evidence.md"};
  }
}

Result<std::vector<Evidence>> load_evidence(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Error{ErrorCode::kNotFound, "cannot read '" + path + "'", {}};
  std::vector<Evidence> all;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty()) continue;
    Result<Evidence> evidence = parse_evidence(line);
    if (!evidence) {
      return Error{ErrorCode::kCorrupt,
                   path + ", line " + std::to_string(number) + ": " + evidence.error().message,
                   evidence.error().hint};
    }
    all.push_back(std::move(*evidence));
  }
  if (file.bad()) return Error{ErrorCode::kIo, "cannot read '" + path + "'", {}};
  return all;
}

}  // namespace neurocrypt::lab
