// Class inversion after Fredrikson, Jha, Ristenpart (CCS 2015): what a classifier tells about the
// data it learnt from.
#pragma once

#include <Eigen/Core>
#include <string_view>
#include <vector>

#include "lab/network.h"
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

/// inputs -> sigmoid units -> one number for each class, the logarithm of a confidence but for a
/// common term; trained by stochastic gradient descent with momentum.
Network train_classifier(const Examples& examples, int hidden, int epochs, Random& random);

/// The share of examples whose label is the class that the classifier is surest of.
double accuracy(const Network& classifier, const Examples& examples);

/// The input that the classifier is surest of belonging to the class: projected gradient ascent on
/// the logarithm of its confidence, from grey in the box [0, 1].
std::vector<double> invert_class(const Network& classifier, std::size_t label);

/// Mean input of every class, [classes][inputs].
Eigen::MatrixXd class_means(const Examples& examples);

/// How like an image is to each class, [classes]: correlations of what sets them apart from the
/// mean of all classes.
Eigen::VectorXd likeness(const Eigen::MatrixXd& class_means, std::span<const double> image);

}  // namespace neurocrypt::lab
