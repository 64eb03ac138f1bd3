// Precision and recall of the classifier on vectors/policy/fields.jsonl, kind by kind:
//     build/release/bin/policy_evaluation_test
// prints the tables of docs/formats/policy.md; NC_POLICY_MISTAKES=1 lists the fields of the tuning
// part that were judged wrongly.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "policy/kinds.h"
#include "policy/sensitivity.h"
#include "schema/json_text.h"

namespace neurocrypt {
namespace {

struct Count {
  int right = 0, wrong = 0, missed = 0;

  [[nodiscard]] double precision() const {
    return right + wrong == 0 ? 1 : static_cast<double>(right) / (right + wrong);
  }
  [[nodiscard]] double recall() const {
    return right + missed == 0 ? 1 : static_cast<double>(right) / (right + missed);
  }
};

struct Evaluation {
  std::map<std::string, Count> kinds;
  Count all;
  int fields = 0;
  int harmless = 0;         // fields that hold nothing
  int harmless_raised = 0;  // and in which something was found
};

std::vector<std::string> words(const Value& list) {
  std::vector<std::string> out;
  for (const Value& item : *list.array()) out.push_back(*item.string());
  return out;
}

bool holds(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

void judge(const Value& row, bool tell, Evaluation& evaluation) {
  const std::string& path = *row.find("path")->string();
  const FieldView field{path, path, *row.find("type")->string(), *row.find("description")->string(),
                        row.find("value")};
  const std::vector<std::string> wanted = words(*row.find("kinds"));
  const std::vector<std::string> allowed = words(*row.find("also"));
  std::vector<std::string> found;
  for (const Finding& finding : classify({&field, 1})) found.push_back(finding.kind);
  ++evaluation.fields;
  if (wanted.empty() && allowed.empty()) {
    ++evaluation.harmless;
    if (!found.empty()) ++evaluation.harmless_raised;
  }
  const auto say = [&](const char* what, const std::string& kind) {
    if (!tell) return;
    ByteString value;
    (void)print_json(*field.value, value);
    std::printf("%s %s in %s: %.*s\n", what, kind.c_str(), path.c_str(),
                static_cast<int>(value.size()), as_text(value).data());
  };
  for (const std::string& kind : found) {
    if (holds(wanted, kind)) {
      ++evaluation.kinds[kind].right;
      ++evaluation.all.right;
    } else if (!holds(allowed, kind)) {
      ++evaluation.kinds[kind].wrong;
      ++evaluation.all.wrong;
      say("wrong ", kind);
    }
  }
  for (const std::string& kind : wanted) {
    if (holds(found, kind)) continue;
    ++evaluation.kinds[kind].missed;
    ++evaluation.all.missed;
    say("missed", kind);
  }
}

Evaluation evaluate(const std::string& part) {
  std::ifstream file(std::string(NC_SOURCE_DIR) + "/vectors/policy/fields.jsonl");
  const bool tell = part == "tuning" && std::getenv("NC_POLICY_MISTAKES") != nullptr;
  Evaluation evaluation;
  std::string line;
  std::getline(file, line);  // the provenance
  while (std::getline(file, line)) {
    const Value row = *parse_json(line);
    if (*row.find("part")->string() == part) judge(row, tell, evaluation);
  }
  return evaluation;
}

void print_row(const std::string& name, const Count& count) {
  std::printf("| %s | %d | %.2f | %.2f |\n", name.c_str(), count.right + count.missed,
              count.precision(), count.recall());
}

void print_table(const std::string& part, const Evaluation& evaluation) {
  std::printf("\n%s: %d fields, %d of them harmless, %d of these raised\n\n", part.c_str(),
              evaluation.fields, evaluation.harmless, evaluation.harmless_raised);
  std::printf("| kind | fields | precision | recall |\n|---|---|---|---|\n");
  for (const KindInfo& kind : kinds()) {
    const auto count = evaluation.kinds.find(std::string(kind.name));
    if (count != evaluation.kinds.end()) print_row(count->first, count->second);
  }
  print_row("all", evaluation.all);
}

void expect_good(const std::string& part, double least) {
  Evaluation evaluation = evaluate(part);
  ASSERT_GT(evaluation.fields, 300);
  print_table(part, evaluation);
  EXPECT_GE(evaluation.all.precision(), least);
  EXPECT_GE(evaluation.all.recall(), least);
  EXPECT_EQ(evaluation.kinds["payment card"].missed, 0);
  EXPECT_EQ(evaluation.kinds["IBAN"].missed, 0);
}

TEST(Evaluation, Tuning) { expect_good("tuning", 0.95); }
TEST(Evaluation, HeldOut) { expect_good("held-out", 0.9); }

}  // namespace
}  // namespace neurocrypt
