// Class inversion after Fredrikson, Jha, Ristenpart (CCS 2015): what a classifier's confidences
// tell about the data it learnt from.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "lab/random.h"
#include "neurocrypt/result.h"

namespace neurocrypt::lab {

/// Labelled examples.
struct Examples {
  Eigen::MatrixXd inputs;  ///< [examples][inputs], from 0 to 1
  std::vector<int> labels;
  int classes;
};

/// Reads lines of comma-separated pixels from 0 to 16 and a digit, as in the digits.csv that
/// scikit-learn ships (Debian: python3-sklearn; data of E. Alpaydin, UCI).
///
/// Errors   kCorrupt with the line's number.
Result<Examples> parse_digits(std::string_view text);

/// inputs -> sigmoid units -> softmax, trained by stochastic gradient descent with momentum.
class Classifier {
 public:
  static Classifier train(const Examples& examples, int hidden, int epochs, Random& random);

  [[nodiscard]] Eigen::VectorXd confidences(const Eigen::VectorXd& x) const;
  [[nodiscard]] double accuracy(const Examples& examples) const;
  /// d log confidences(x)(label) / dx.
  [[nodiscard]] Eigen::VectorXd gradient(const Eigen::VectorXd& x, int label) const;

 private:
  Eigen::MatrixXd in_, out_;  // [hidden][inputs + 1], [classes][hidden + 1]
};

/// The input that the classifier is surest of belonging to the class: projected gradient ascent
/// from grey in the box [0, 1].
Eigen::VectorXd invert_class(const Classifier& classifier, Eigen::Index inputs, int label);

/// Mean input of every class, [classes][inputs].
Eigen::MatrixXd class_means(const Examples& examples);

}  // namespace neurocrypt::lab
