// Class inversion of a classifier of digits: how well it learnt, how many of ten classes its
// inversion shows, and the pictures. Reads digits.csv on standard input:
//     zcat /usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz | measure-inversion
#include <cstdio>
#include <cstdlib>
#include <string>

#include "lab/inversion/classifier.h"

namespace neurocrypt::lab {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

int run(int count, char** arguments) {
  const std::uint64_t seed = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 1;
  std::string text;
  for (int c; (c = std::getchar()) != EOF;) text.push_back(static_cast<char>(c));
  const auto all = parse_digits(text);
  if (!all.ok() || all->labels.size() < 100) {
    std::fprintf(stderr, "measure-inversion: error: standard input is not digits.csv\n");
    return 1;
  }
  const Index half = all->inputs.rows() / 2;
  const Examples learnt{
      all->inputs.topRows(half), {all->labels.begin(), all->labels.begin() + half}, 10};
  const Examples fresh{all->inputs.bottomRows(all->inputs.rows() - half),
                       {all->labels.begin() + half, all->labels.end()},
                       10};
  Random random(seed, "inversion");
  const Classifier classifier = Classifier::train(learnt, 32, 30, random);
  const Eigen::MatrixXd means = class_means(fresh);
  const VectorXd common = means.colwise().mean();
  std::string pictures;
  int shown = 0;
  double correlations = 0;
  for (int label = 0; label < 10; ++label) {
    const VectorXd image = invert_class(classifier, means.cols(), label);
    const VectorXd x = image - common;
    VectorXd similarity(10);
    for (Index other = 0; other < 10; ++other) {
      const VectorXd shape = means.row(other).transpose() - common;
      similarity(other) = shape.normalized().dot(x.normalized());
    }
    Index best = 0;
    similarity.maxCoeff(&best);
    shown += best == label ? 1 : 0;
    correlations += similarity(label) / 10;
    for (Index row = 0; row < 8; ++row) {
      for (Index column = 0; column < 8; ++column) {
        pictures += " .:-=+*#%@"[static_cast<int>(9 * image(8 * row + column))];
      }
      pictures += '\n';
    }
    pictures += '\n';
  }
  std::printf(
      "{\"attack\":\"class inversion\",\"seed\":%llu,\"examples\":%td,\"accuracy_on_fresh\":%.3f,"
      "\"classes_shown\":%d,\"mean_correlation_with_class_mean\":%.2f}\n",
      static_cast<unsigned long long>(seed), half, classifier.accuracy(fresh), shown, correlations);
  std::fprintf(stderr, "%s", pictures.c_str());
  return 0;
}

}  // namespace
}  // namespace neurocrypt::lab

int main(int count, char** arguments) { return neurocrypt::lab::run(count, arguments); }
