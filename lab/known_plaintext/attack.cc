#include "lab/known_plaintext/attack.h"

#include <memory>

#include "lab/known_plaintext/lesson.h"
#include "lab/mlp.h"

namespace neurocrypt::lab {
namespace {

constexpr double kPenalty = 1e-4;

Result<Evidence> run_ridge(Oracle& oracle, const Trial& trial) {
  std::vector<std::size_t> sizes = {16, 32, 64, 96, 128, 160, 192, 256, 384, 512, 1024};
  if (trial.budget_s >= 10) sizes.insert(sizes.end(), {2048, 4096});
  if (trial.budget_s >= 60) sizes.insert(sizes.end(), {8192, 16'384});
  return study_clone(
      oracle, trial,
      {.what = "A linear map",
       .purpose = "known_plaintext/ridge",
       .sizes = sizes,
       .repeats = 4,
       .learn = [](const Lesson& lesson, std::size_t) -> Result<Predict> {
         const auto model = std::make_shared<const RidgeRegression>(
             RidgeRegression::learn(lesson.examples, lesson.answers, kPenalty));
         return Predict([model](const double* x, double* y) { model->predict(x, y); });
       }});
}

Result<Evidence> run_mlp(Oracle& oracle, const Trial& trial) {
  std::vector<std::size_t> sizes = {64, 128, 192, 256, 512, 1024};
  if (trial.budget_s >= 10) sizes.insert(sizes.end(), {2048, 4096});
  if (trial.budget_s >= 60) sizes.push_back(16'384);
  return study_clone(
      oracle, trial,
      {.what = "A perceptron",
       .purpose = "known_plaintext/mlp",
       .sizes = sizes,
       .repeats = 2,
       .learn = [&](const Lesson& lesson, std::size_t repeat) -> Result<Predict> {
         Random random(trial.seed + repeat, "known_plaintext/mlp weights");
         const auto model = std::make_shared<const CloneMlp>(
             CloneMlp::learn(lesson.examples, lesson.answers, {}, random));
         return Predict([model](const double* x, double* y) { model->predict(x, y); });
       }});
}

}  // namespace

constinit const Attack kKnownPlaintextMlp = {
    .name = "known_plaintext/mlp",
    .question = "Does a perceptron learn from known blocks what a linear map does not?",
    .source = "a network of our own beside ridge regression",
    .needs = kKnownPairs,
    .run = run_mlp,
    .breaks = "toy-codec",
    .spares = "aes-256-ctr"};

constinit const Attack kKnownPlaintextRidge = {
    .name = "known_plaintext/ridge",
    .question = "Do known blocks teach a linear map that decrypts fresh ones?",
    .source = "ridge regression; docs/ciphers/autoencoder.md",
    .needs = kKnownPairs,
    .run = run_ridge,
    .breaks = "toy-codec",
    .spares = "aes-256-ctr"};

}  // namespace neurocrypt::lab
