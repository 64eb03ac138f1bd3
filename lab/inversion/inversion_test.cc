// Inversion of encoders and classifiers, with what must not be inverted beside.
#include <gtest/gtest.h>

#include <Eigen/QR>
#include <cmath>
#include <cstdio>

#include "ciphers/autoencoder/codec.h"
#include "ciphers/autoencoder/synthetic.h"
#include "lab/inversion/classifier.h"
#include "lab/inversion/encoder.h"

namespace neurocrypt::lab {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t kUnits = 128;

MatrixXd random_rotation(Random& random) {
  const MatrixXd normal = MatrixXd::NullaryExpr(kUnits, kUnits, [&] { return random.normal(); });
  return Eigen::HouseholderQR<MatrixXd>(normal).householderQ();
}

/// An encoder as training makes them, close to a rotation in every layer, in int8.
AutoencoderWeights rotations(Random& random) {
  const auto architecture =
      std::get<MlpArchitecture>(parse_architecture("128 tanh, 128 tanh").value());
  AutoencoderWeights weights = test::copy_weights(architecture, kUnits, test::Fault::kNone);
  for (std::size_t i = 0; i < weights.encoder.size(); ++i) {
    QuantisedLayer& layer = weights.encoder[i];
    const MatrixXd rotation = random_rotation(random);
    for (std::size_t r = 0; r < layer.rows; ++r) {
      for (std::size_t c = 0; c < layer.cols; ++c) {
        const double value =
            300 * rotation(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(c));
        layer.weights[r * layer.cols + c] =
            static_cast<std::int8_t>(std::lround(std::clamp(value, -127.0, 127.0)));
      }
      // Words of about 0.5: z = 300 * (1 or the code's size) * factor / 2^shift.
      layer.factors[r] = 16384;
    }
    layer.sum_shift = 0;
    layer.shift = i == 0 ? 11 : 17;
  }
  return weights;
}

TEST(EncoderInversion, DecryptsWithoutTheDecoder) {
  Random random(1, "inversion test");
  const AutoencoderWeights weights = rotations(random);
  const BlockCodec codec(weights);
  MlpWorkspace workspace;
  int exact = 0;
  constexpr int kBlocks = 8;
  for (int i = 0; i < kBlocks; ++i) {
    const ByteString block = random.bytes(kUnits / 8);
    ByteString code(kUnits);
    codec.encode(block.data(), code.data(), workspace);
    const EncoderInversion found = invert_encoder(weights, code, 4, random);
    exact += found.distance == 0 && found.block == block ? 1 : 0;
  }
  EXPECT_GE(exact, kBlocks - 1);
}

TEST(EncoderInversion, FindsNoBlockForCodesOfNone) {
  Random random(2, "inversion test");
  const AutoencoderWeights weights = rotations(random);
  for (int i = 0; i < 4; ++i) {
    EXPECT_GT(invert_encoder(weights, random.bytes(kUnits), 2, random).distance, 0u);
  }
}

// The digits of Debian's python3-sklearn.
Examples digits() {
  std::string text;
  if (FILE* const pipe = popen(
          "gzip -dc /usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz 2>/dev/null",
          "r")) {
    char buffer[1 << 16];
    for (std::size_t read; (read = fread(buffer, 1, sizeof buffer, pipe)) > 0;)
      text.append(buffer, read);
    pclose(pipe);
  }
  return parse_digits(text).value();
}

/// How many of the inverted classes look most like the mean of the right class, among images that
/// the classifier did not learn from.
int recognised(const Classifier& classifier, const MatrixXd& means) {
  const MatrixXd shapes = means.rowwise() - means.colwise().mean();
  int right = 0;
  for (int label = 0; label < means.rows(); ++label) {
    const VectorXd x =
        invert_class(classifier, means.cols(), label) - means.colwise().mean().transpose();
    Eigen::Index best = 0;
    (shapes.rowwise().normalized() * x).maxCoeff(&best);
    right += best == label ? 1 : 0;
  }
  return right;
}

TEST(ClassInversion, ShowsTheClassesThatWereLearnt) {
  const Examples all = digits();
  if (all.labels.empty()) GTEST_SKIP() << "needs the data of Debian's python3-sklearn";
  const Eigen::Index half = all.inputs.rows() / 2;
  const Examples learnt{
      all.inputs.topRows(half), {all.labels.begin(), all.labels.begin() + half}, 10};
  const Examples fresh{all.inputs.bottomRows(all.inputs.rows() - half),
                       {all.labels.begin() + half, all.labels.end()},
                       10};
  Random random(3, "inversion test");
  const Classifier classifier = Classifier::train(learnt, 32, 30, random);
  EXPECT_GT(classifier.accuracy(fresh), 0.88);
  EXPECT_GE(recognised(classifier, class_means(fresh)), 8);

  // Labels that say nothing teach nothing that inversion could show.
  Examples shuffled = learnt;
  for (std::size_t i = shuffled.labels.size(); i-- > 1;) {
    std::swap(shuffled.labels[i], shuffled.labels[random.below(i + 1)]);
  }
  EXPECT_LE(recognised(Classifier::train(shuffled, 32, 30, random), class_means(fresh)), 4);
}

// Without the data: two classes that differ in one half of the input.
TEST(ClassInversion, ShowsPlantedClasses) {
  Random random(4, "inversion test");
  Examples examples{MatrixXd(400, 16), {}, 2};
  for (Eigen::Index i = 0; i < 400; ++i) {
    const int label = static_cast<int>(i % 2);
    examples.labels.push_back(label);
    for (Eigen::Index j = 0; j < 16; ++j) {
      const double mean = (j < 8) == (label == 0) ? 0.7 : 0.3;
      examples.inputs(i, j) = std::clamp(mean + 0.2 * random.normal(), 0.0, 1.0);
    }
  }
  const Classifier classifier = Classifier::train(examples, 8, 20, random);
  EXPECT_GT(classifier.accuracy(examples), 0.97);
  EXPECT_EQ(recognised(classifier, class_means(examples)), 2);
}

TEST(Digits, AreParsedStrictly) {
  std::string line;
  for (int i = 0; i < 64; ++i) line += "16,";
  EXPECT_EQ(parse_digits(line + "7\n" + line + "0").value().labels, (std::vector<int>{7, 0}));
  EXPECT_EQ(parse_digits("").value().labels.size(), 0u);
  for (const std::string& bad : {line, line + "7,", line + "x", line + "10", line.substr(3) + "7",
                                 "17," + line.substr(3) + "7"}) {
    EXPECT_EQ(parse_digits(bad).error().code, ErrorCode::kCorrupt) << bad;
  }
}

}  // namespace
}  // namespace neurocrypt::lab
