#include "lab/extraction/extract.h"

#include <Eigen/QR>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <string>

#include "lab/extraction/polish.h"

namespace neurocrypt::lab {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Inputs nearer to a plane than this (in units of the input) count as on it.
constexpr double kOnPlane = 1e-6;
/// Two gradients differ by more than this, relative to their length, when they do.
constexpr double kSameDirection = 1e-6;
/// A network whose answers differ by more than this, relative to their size, is not the target.
constexpr double kFits = 1e-5;
/// Surfaces are followed this far out, in lengths of a normal input: some planes cross only there.
constexpr double kReach = 30;

/// Whether f is straight at most places: a network of ReLUs is but for a set of measure zero.
bool mostly_straight(const RealFunction& f, Index inputs, Random& random) {
  constexpr int kPlaces = 16;
  constexpr double kStep = 1e-3;
  Probe probe(f, inputs, 0);
  int bends = 0;
  for (int place = 0; place < kPlaces; ++place) {
    const VectorXd x = VectorXd::NullaryExpr(inputs, [&] { return random.normal(); });
    const VectorXd direction = VectorXd::NullaryExpr(inputs, [&] { return random.normal(); });
    if (bends_at(probe, x, direction.normalized(), kStep)) ++bends;
  }
  return 2 * bends < kPlaces;
}

/// A point where a unit switches, and the direction of the unit's gradient there.
struct Witness {
  VectorXd x, normal;  // normal of length 1, up to sign
};

/// A unit of the layer being extracted, up to a factor.
struct Unit {
  VectorXd weights;  // on the features
  double bias = 0;
  std::vector<Witness> witnesses;
  std::vector<Index> missing{};  // units of the layer before whose weight no witness shows
};

/// The pre-activations of the known layers at a point, and their gradients.
struct Trace {
  std::vector<VectorXd> z;          // [layer][unit]
  std::vector<MatrixXd> gradients;  // [layer][unit][input]
};

struct Features {
  VectorXd values;     // [feature]
  MatrixXd gradients;  // [feature][input]
};

class Extractor {
 public:
  Extractor(const RealFunction& f, const std::vector<int>& widths, Random& random,
            const ExtractionLimits& limits)
      : f_(f, widths.front(), limits.queries_max),
        widths_(widths),
        random_(random),
        limits_(limits),
        radius_(std::sqrt(widths.front())) {}

  Result<Extraction> run() {
    for (std::size_t layer = 1; layer + 1 < widths_.size(); ++layer) {
      NC_RETURN_IF_ERROR(extract_layer(widths_[layer]));
    }
    NC_RETURN_IF_ERROR(extract_output());
    if (network_.parameters() <= kPolishParametersMax) refine();
    return Extraction{std::move(network_), f_.queries()};
  }

 private:
  [[nodiscard]] std::size_t known() const { return network_.layers.size(); }

  VectorXd random_vector(double scale) {
    return VectorXd::NullaryExpr(f_.inputs(), [&] { return scale * random_.normal(); });
  }

  // --- what the known layers say ---

  [[nodiscard]] Trace trace(const VectorXd& x) const {
    Trace result;
    VectorXd values = x;
    MatrixXd gradients;
    for (std::size_t i = 0; i < known(); ++i) {
      const ReluNetwork::Layer& layer = network_.layers[i];
      result.z.push_back(layer.weights * values + layer.biases);
      result.gradients.push_back(i == 0 ? layer.weights : MatrixXd(layer.weights * gradients));
      const VectorXd active = (result.z.back().array() > 0).cast<double>();
      values = result.z.back().cwiseMax(0.0);
      gradients = active.asDiagonal() * result.gradients.back();
    }
    return result;
  }

  /// What a unit of the next layer is a linear function of. With `signs_known`, the outputs of the
  /// last known layer; without, relu(z) and whatever reversing units may add: the inputs after the
  /// first layer, z after the others.
  [[nodiscard]] Features features(const VectorXd& x, bool signs_known) const {
    const Index d = x.size();
    if (known() == 0) return {x, MatrixXd::Identity(d, d)};
    const Trace at = trace(x);
    const VectorXd& z = at.z.back();
    const MatrixXd& gradients = at.gradients.back();
    const VectorXd active = (z.array() > 0).cast<double>();
    if (signs_known) return {z.cwiseMax(0.0), active.asDiagonal() * gradients};
    const VectorXd linear = known() == 1 ? x : z;
    Features result{VectorXd(z.size() + linear.size()), MatrixXd(z.size() + linear.size(), d)};
    result.values << z.cwiseMax(0.0), linear;
    result.gradients.topRows(z.size()) = active.asDiagonal() * gradients;
    if (known() == 1) {
      result.gradients.bottomRows(d).setIdentity();
    } else {
      result.gradients.bottomRows(z.size()) = gradients;
    }
    return result;
  }

  /// Whether a unit that is known switches at x.
  [[nodiscard]] bool explained(const VectorXd& x) const {
    const Trace at = trace(x);
    for (std::size_t i = 0; i < known(); ++i) {
      for (Index j = 0; j < at.z[i].size(); ++j) {
        if (std::abs(at.z[i](j)) <= kOnPlane * at.gradients[i].row(j).norm()) return true;
      }
    }
    return false;
  }
  [[nodiscard]] bool explained_by(const std::vector<Unit>& units, const VectorXd& x) const {
    const Features at = features(x, false);
    return std::any_of(units.begin(), units.end(), [&](const Unit& unit) {
      const double slope = (at.gradients.transpose() * unit.weights).norm();
      return std::abs(unit.weights.dot(at.values) + unit.bias) <= kOnPlane * slope;
    });
  }

  /// The witness at a bend; nothing if other bends are too near to measure it.
  std::optional<Witness> witness_at(const VectorXd& x, const VectorXd& direction, double gap) {
    const VectorXd jump = gradient_jump(f_, x, direction, gap);
    if (jump.size() == 0 || jump.norm() == 0) return std::nullopt;
    const VectorXd normal = jump.normalized();
    // One bend, and exactly here, when the second difference is what the jump says.
    const double step = gap / 16;
    const double bend = f_(x + step * normal) + f_(x - step * normal) - 2 * f_(x);
    if (std::abs(std::abs(bend) / (step * jump.norm()) - 1) > 1e-4) return std::nullopt;
    const Line across{x, normal, -step, step};
    const std::vector<Kink> kinks = find_kinks(f_, across);
    if (kinks.size() != 1 || std::abs(kinks[0].t) > kOnPlane) return std::nullopt;
    return Witness{x, normal};
  }

  // --- one layer ---

  Status extract_layer(int count) {
    constexpr int kLinesPerUnit = 20;
    std::vector<Unit> units;
    for (int lines = 0; static_cast<int>(units.size()) < count; ++lines) {
      if (lines > kLinesPerUnit * count) {
        // In the last hidden layer, a unit that no line sees switching is off or linear: the output
        // shows which.
        const int unseen = count - static_cast<int>(units.size());
        if (known() > 0 && known() + 3 == widths_.size() && 10 * unseen <= count) {
          unseen_ = unseen;
          count -= unseen;
          break;
        }
        return Error{ErrorCode::kNotFound,
                     "found " + std::to_string(units.size()) + " of " + std::to_string(count) +
                         " units of hidden layer " + std::to_string(known() + 1),
                     {}};
      }
      const Line line{random_vector(1), random_vector(1).normalized(), -4 * radius_, 4 * radius_};
      for (const Kink& kink : find_kinks(f_, line)) {
        NC_RETURN_IF_ERROR(check_limits(units.size(), count));
        if (static_cast<int>(units.size()) == count) break;
        const VectorXd x = line.at(kink.t);
        if (explained(x) || explained_by(units, x)) continue;
        const auto witness = witness_at(x, line.direction, kink.gap);
        if (!witness) continue;
        auto unit = known() == 0 ? unit_of_first_layer(*witness) : unit_of_deeper_layer(*witness);
        if (unit && !explained_by(units, x) && !merge(units, *unit)) {
          units.push_back(std::move(*unit));
        }
      }
    }
    if (known() > 0) {
      NC_RETURN_IF_ERROR(resolve_signs(units));
      for (Unit& unit : units) {
        auto solved = solve(unit.witnesses, true);
        if (!solved) return inconsistent();
        unit = std::move(*solved);
      }
    }
    ReluNetwork::Layer layer{MatrixXd(count, units.front().weights.size()), VectorXd(count)};
    for (int i = 0; i < count; ++i) {
      layer.weights.row(i) = units[static_cast<std::size_t>(i)].weights;
      layer.biases(i) = units[static_cast<std::size_t>(i)].bias;
    }
    hidden_weights_.clear();
    for (int i = 0; i < count; ++i) {
      for (const Index j : units[static_cast<std::size_t>(i)].missing) {
        NC_RETURN_IF_ERROR(force_side(layer, i, j));
        hidden_weights_.push_back({i, j});
      }
    }
    network_.layers.push_back(std::move(layer));
    return {};
  }

  /// Two surfaces of one unit, each showing some of its weights.
  bool merge(std::vector<Unit>& units, const Unit& found) {
    for (Unit& unit : units) {
      if (unit.missing.empty() && found.missing.empty()) continue;
      std::vector<Witness> witnesses = unit.witnesses;
      witnesses.insert(witnesses.end(), found.witnesses.begin(), found.witnesses.end());
      if (auto both = solve(std::move(witnesses), false)) {
        unit = std::move(*both);
        return true;
      }
    }
    return false;
  }

  /// Unit i of `layer` never switches where unit j of the layer before is on, so that its weight on
  /// j does not show there. It is on one side all over there: the one where it is when j switches.
  /// A weight that is large enough keeps it there; extract_output() finds what it must be.
  Status force_side(ReluNetwork::Layer& layer, Index i, Index j) {
    constexpr int kPlaces = 15, kTries = 40;
    int places = 0, positive = 0;
    for (int attempt = 0; attempt < kTries * kPlaces && places < kPlaces; ++attempt) {
      VectorXd on = random_vector(2), off = random_vector(2);
      const auto is_on = [&](const VectorXd& x) { return trace(x).z.back()(j) > 0; };
      if (is_on(off)) std::swap(on, off);
      if (!is_on(on) || is_on(off)) continue;
      for (int halving = 0; halving < 50; ++halving) {
        const VectorXd middle = (on + off) / 2;
        (is_on(middle) ? on : off) = middle;
      }
      ++places;
      positive +=
          layer.weights.row(i).dot(features(off, true).values) + layer.biases(i) > 0 ? 1 : 0;
    }
    if (places < kPlaces) return inconsistent();
    const double large = 10 * layer.weights.row(i).cwiseAbs().maxCoeff();
    layer.weights(i, j) = 2 * positive > places ? large : -large;
    return {};
  }

  Status check_limits(std::size_t found, int count) {
    if (f_.exhausted()) {
      return Error{ErrorCode::kExhausted,
                   "the queries ended at hidden layer " + std::to_string(known() + 1),
                   {}};
    }
    const double layers = static_cast<double>(widths_.size() - 1);
    const double done =
        (static_cast<double>(known()) + static_cast<double>(found) / count) / layers;
    if (limits_.progress && !limits_.progress(done)) {
      return Error{ErrorCode::kCancelled, "stopped", {}};
    }
    return {};
  }

  static Error inconsistent() {
    return {ErrorCode::kNotFound, "the answers are not those of a network of these widths", {}};
  }

  /// The plane through the witness, if f bends at most places of it.
  std::optional<Unit> unit_of_first_layer(const Witness& witness) {
    constexpr int kPlaces = 8;
    constexpr int kBends = 6;  // a unit may have no way to the output at some places
    constexpr double kStep = 1e-4;
    const double bias = -witness.normal.dot(witness.x);
    int bends = 0;
    for (int place = 0; place < kPlaces; ++place) {
      VectorXd x = random_vector(1);
      x -= (witness.normal.dot(x) + bias) * witness.normal;
      if (bends_at(f_, x, witness.normal, kStep)) ++bends;
    }
    if (bends < kBends) return std::nullopt;
    return Unit{witness.normal, bias, {}};
  }

  // --- units of deeper layers: follow the surface on which one switches ---

  /// A unit of the next layer; nothing if the surface bends where no known unit switches.
  std::optional<Unit> unit_of_deeper_layer(const Witness& start) {
    const Index units = network_.layers.back().weights.rows();
    const Index unknowns = features(start.x, false).values.size();
    const int steps_max = 40 * static_cast<int>(units) + 200;
    std::vector<Witness> witnesses{start};
    VectorXd seen_on = VectorXd::Zero(units), seen_off = VectorXd::Zero(units);
    const auto see = [&](const VectorXd& x) {
      const VectorXd z = trace(x).z.back();
      seen_on.array() += (z.array() > 0).cast<double>();
      seen_off.array() += (z.array() <= 0).cast<double>();
    };
    see(start.x);
    Witness at = start;
    constexpr int kFailuresMax = 40;  // of steps in a row that lose the surface
    constexpr int kUnsolvedMax = 8;   // of solutions that more witnesses did not make fit
    const int patience = 6 * static_cast<int>(units) + 60;  // steps without a new side
    int failures = 0, unsolved = 0, last_new = 0;
    auto before = static_cast<std::size_t>(units);  // sides wanted
    for (int step = 0;
         step < steps_max && failures < kFailuresMax && unsolved < kUnsolvedMax && !f_.exhausted();
         ++step) {
      // Towards a unit that has been seen on one side only, when there is one.
      std::vector<Index> wanted;
      for (Index j = 0; j < units; ++j) {
        if (seen_on(j) == 0 || seen_off(j) == 0) wanted.push_back(j);
      }
      const auto equations = static_cast<Index>(witnesses.size()) * (f_.inputs() - 1);
      if (wanted.size() < before) last_new = step;
      before = wanted.size();
      if ((wanted.empty() || step > last_new + patience) &&
          equations >= unknowns + unknowns / 2 + 4) {
        if (auto unit = solve(witnesses, false)) return unit;
        ++unsolved;
      }
      const auto next = follow(at, wanted);
      if (!next) {
        ++failures;
        if (witnesses.size() > 1) at = witnesses[random_.below(witnesses.size())];
        continue;
      }
      failures = 0;
      at = *next;
      see(at.x);
      witnesses.push_back(at);
    }
    return std::nullopt;
  }

  /// A witness of the same unit just past the next plane of a known unit.
  std::optional<Witness> follow(const Witness& from, const std::vector<Index>& wanted) {
    const Trace at = trace(from.x);
    VectorXd direction = random_vector(1).normalized();
    if (from.x.norm() > kReach * radius_) {
      direction = 0.3 * direction - from.x.normalized();
    } else if (!wanted.empty()) {
      const Index j = wanted[random_.below(wanted.size())];
      const VectorXd towards = at.gradients.back().row(j).normalized();
      direction = 0.3 * direction - (at.z.back()(j) > 0 ? towards : -towards);
    }
    direction -= direction.dot(from.normal) * from.normal;
    if (direction.norm() < 0.05) return std::nullopt;
    direction.normalize();

    double first = 1e300, second = 1e300;
    VectorXd plane;
    for (std::size_t i = 0; i < known(); ++i) {
      for (Index j = 0; j < at.z[i].size(); ++j) {
        const double t = -at.z[i](j) / at.gradients[i].row(j).dot(direction);
        if (!(t > kOnPlane)) continue;
        if (t < first) {
          second = first;
          first = t;
          plane = at.gradients[i].row(j).normalized();
        } else {
          second = std::min(second, t);
        }
      }
    }
    if (first > kReach * radius_) return std::nullopt;
    const double beyond = std::min((second - first) / 2, 0.25);
    if (beyond < 1e-4) return std::nullopt;

    const Line line{from.x + (first + beyond) * direction, from.normal, -3 * beyond, 3 * beyond};
    std::vector<Kink> kinks = find_kinks(f_, line, 1e-3);
    std::sort(kinks.begin(), kinks.end(),
              [](const Kink& a, const Kink& b) { return std::abs(a.t) < std::abs(b.t); });
    int tried = 0;
    for (const Kink& kink : kinks) {
      const VectorXd x = line.at(kink.t);
      if (explained(x)) continue;
      if (++tried > 2) break;
      auto witness = witness_at(x, line.direction, kink.gap);
      if (!witness) continue;
      // f is continuous: on the plane, the old and the new surface are one. Where few known units
      // are active, all surfaces are parallel there, so that the place counts too.
      const VectorXd old = (from.normal - from.normal.dot(plane) * plane).normalized();
      VectorXd rest = witness->normal - witness->normal.dot(plane) * plane;
      const double shared = rest.dot(old);
      rest -= shared * old;
      const double offset = witness->normal.dot(x - from.x - first * direction);
      if (rest.norm() < kSameDirection && std::abs(shared) > 1e-3 && std::abs(offset) < kOnPlane) {
        return witness;
      }
    }
    return std::nullopt;
  }

  /// The one linear function of the features whose gradient at every witness is a multiple of the
  /// normal, and whose value is 0 there. Units that no witness shows on both sides (with signs
  /// known: that none shows on) are left out.
  [[nodiscard]] std::optional<Unit> solve(std::vector<Witness> witnesses, bool signs_known) const {
    const Index d = f_.inputs();
    std::vector<Features> at;
    for (const Witness& witness : witnesses) at.push_back(features(witness.x, signs_known));
    const Index count = at.front().values.size();
    Unit unit{VectorXd::Zero(count), 0, {}};
    std::vector<Index> shown;
    for (Index k = 0; k < count; ++k) {
      const bool is_relu = known() > 0 && k < network_.layers.back().weights.rows();
      const auto on = std::ranges::count_if(at, [k](const Features& f) { return f.values(k) > 0; });
      const bool both = on > 0 && on < static_cast<std::ptrdiff_t>(at.size());
      if (is_relu && !both && (on == 0 || !signs_known)) {
        unit.missing.push_back(k);
      } else {
        shown.push_back(k);
      }
    }
    const auto unknowns = static_cast<Index>(shown.size());
    MatrixXd equations(d * static_cast<Index>(witnesses.size()), unknowns);
    for (std::size_t k = 0; k < witnesses.size(); ++k) {
      const VectorXd& normal = witnesses[k].normal;
      const MatrixXd gradients = at[k].gradients(shown, Eigen::all).transpose();
      equations.middleRows(static_cast<Index>(k) * d, d) =
          gradients - normal * (normal.transpose() * gradients);
    }
    if (unknowns < 2 || equations.rows() < unknowns) return std::nullopt;
    // Scaled so that every unknown counts alike.
    const VectorXd scales = equations.colwise().norm().cwiseMax(1e-300);
    equations = equations * scales.cwiseInverse().asDiagonal();
    const MatrixXd r = Eigen::HouseholderQR<MatrixXd>(equations)
                           .matrixQR()
                           .topRows(unknowns)
                           .triangularView<Eigen::Upper>();
    const Eigen::JacobiSVD<MatrixXd> svd(r, Eigen::ComputeFullV);
    const VectorXd& sigma = svd.singularValues();
    if (sigma(unknowns - 1) > 1e-5 * sigma(unknowns - 2) || sigma(unknowns - 2) < 1e-6 * sigma(0)) {
      return std::nullopt;
    }
    unit.weights(shown) =
        VectorXd(scales.cwiseInverse().asDiagonal() * svd.matrixV().col(unknowns - 1)).normalized();
    for (const Features& f : at) unit.bias -= unit.weights.dot(f.values);
    unit.bias /= static_cast<double>(witnesses.size());
    for (const Features& f : at) {
      const double slope = (f.gradients.transpose() * unit.weights).norm();
      if (std::abs(unit.weights.dot(f.values) + unit.bias) > kOnPlane * slope) return std::nullopt;
    }
    unit.witnesses = std::move(witnesses);
    return unit;
  }

  // --- signs of the last known layer, from the units that follow it ---

  /// A unit of the next layer is sum_j w_j relu(s_j z_j) + ... with s_j = 1 or -1; and relu(-z) =
  /// relu(z) - z. So its linear part u is - sum_j w_j r_j z_j, r_j = 1 for the reversed: as many
  /// equations for all r_j as u has numbers. Where w_j is missing, u has some multiple of z_j.
  Status resolve_signs(const std::vector<Unit>& next) {
    ReluNetwork::Layer& layer = network_.layers.back();
    const Index units = layer.weights.rows();
    const Index linear = next.front().weights.size() - units;
    Index missing = 0;
    for (const Unit& unit : next) missing += static_cast<Index>(unit.missing.size());
    MatrixXd equations = MatrixXd::Zero(linear * static_cast<Index>(next.size()), units + missing);
    VectorXd right(equations.rows());
    Index extra = units;
    for (std::size_t i = 0; i < next.size(); ++i) {
      const VectorXd w = next[i].weights.head(units);
      const Index row = static_cast<Index>(i) * linear;
      if (known() == 1) {
        equations.block(row, 0, linear, units) = layer.weights.transpose() * w.asDiagonal();
      } else {
        equations.block(row, 0, linear, units) = w.asDiagonal();
      }
      for (const Index j : next[i].missing) {
        if (known() == 1) {
          equations.block(row, extra++, linear, 1) = layer.weights.row(j).transpose();
        } else {
          equations(row + j, extra++) = 1;
        }
      }
      right.segment(row, linear) = -next[i].weights.tail(linear);
    }
    const VectorXd reversed = equations.completeOrthogonalDecomposition().solve(right);
    for (Index j = 0; j < units; ++j) {
      if (std::abs(reversed(j) - std::round(reversed(j))) > 0.05 ||
          std::abs(reversed(j) - 0.5) > 0.6) {
        return Error{ErrorCode::kNotFound,
                     "the signs of hidden layer " + std::to_string(known()) + " stay open",
                     {}};
      }
      if (reversed(j) < 0.5) continue;
      layer.weights.row(j) *= -1;
      layer.biases(j) *= -1;
    }
    return {};
  }

  // --- the output: a linear function of the last layer, whose values are seen ---

  Status extract_output() {
    // Of the layer before: what hidden weights add where their unit is on, and unseen units.
    std::vector<Index> besides;
    if (unseen_ > 0) {
      for (Index j = 0; j < network_.layers.back().weights.cols(); ++j) besides.push_back(j);
    }
    for (const HiddenWeight& weight : hidden_weights_) {
      if (std::ranges::find(besides, weight.from) == besides.end()) besides.push_back(weight.from);
    }
    const auto beside = static_cast<Index>(besides.size());
    const auto row = [&](const VectorXd& x, bool signs_known) {
      const VectorXd values = features(x, signs_known).values;
      VectorXd result(values.size() + beside + 1);
      result.head(values.size()) = values;
      if (beside > 0) {
        const Trace at = trace(x);
        result.segment(values.size(), beside) = at.z[at.z.size() - 2](besides).cwiseMax(0.0);
      }
      result(result.size() - 1) = 1;
      return result;
    };
    const Index count = 3 * row(VectorXd::Zero(f_.inputs()), false).size() + 20;
    // Near and far, so that every unit is seen switching; what is far counts less.
    constexpr double kScales[] = {1, 2, 1, 8, 1, 30};
    std::vector<VectorXd> points;
    VectorXd values(count), counts(count);
    for (Index i = 0; i < count; ++i) {
      const double scale = kScales[i % std::size(kScales)];
      points.push_back(random_vector(scale));
      values(i) = f_(points.back());
      counts(i) = 1 / scale;
    }
    const auto equations = [&](bool signs_known) {
      MatrixXd rows(count, row(points[0], signs_known).size());
      for (Index i = 0; i < count; ++i) {
        rows.row(i) = row(points[static_cast<std::size_t>(i)], signs_known).transpose();
      }
      return rows;
    };
    const auto fit = [&](const MatrixXd& rows) {
      return VectorXd(
          (counts.asDiagonal() * rows).colPivHouseholderQr().solve(counts.asDiagonal() * values));
    };
    // With unseen units, signs do not matter: relu(-z) = relu(z) - z, and what is linear is theirs.
    if (known() > 0 && unseen_ == 0) {
      const VectorXd open = fit(equations(false));
      NC_RETURN_IF_ERROR(resolve_signs({Unit{open.head(open.size() - beside - 1), 0, {}}}));
    }
    const MatrixXd rows = equations(true);
    const VectorXd closed = fit(rows);
    const double worst = (counts.asDiagonal() * (values - rows * closed)).cwiseAbs().maxCoeff();
    if (worst > kFits * values.cwiseProduct(counts).cwiseAbs().maxCoeff()) return inconsistent();
    const Index units = closed.size() - beside - 1;
    network_.layers.push_back({closed.head(units).transpose(), closed.tail(1)});
    if (unseen_ > 0) {
      add_linear_unit(closed.segment(units, beside));
      return {};
    }
    ReluNetwork::Layer& layer = network_.layers[network_.layers.size() - 2];
    for (Index k = 0; k < beside; ++k) {
      for (const HiddenWeight& weight : hidden_weights_) {
        double& value = layer.weights(weight.to, weight.from);
        if (weight.from != besides[static_cast<std::size_t>(k)] || value < 0) continue;
        value += closed(units + k) / closed(weight.to);
        break;
      }
    }
    return {};
  }

  /// One unit of the last hidden layer that is always on, for all that no line showed; others of
  /// them are off.
  void add_linear_unit(const VectorXd& weights) {
    ReluNetwork::Layer& layer = network_.layers[network_.layers.size() - 2];
    ReluNetwork::Layer& output = network_.layers.back();
    const Index seen = layer.weights.rows();
    const double high = 100 * kReach * radius_ * weights.cwiseAbs().sum();
    const auto extend = [&](MatrixXd& matrix, Index rows, Index cols) {
      const MatrixXd old = matrix;
      matrix = MatrixXd::Zero(rows, cols);
      matrix.topLeftCorner(old.rows(), old.cols()) = old;
    };
    extend(layer.weights, seen + unseen_, layer.weights.cols());
    layer.weights.row(seen) = weights.transpose();
    layer.biases.conservativeResize(seen + unseen_);
    layer.biases.tail(unseen_).setZero();
    layer.biases(seen) = high;
    extend(output.weights, 1, seen + unseen_);
    output.weights(0, seen) = 1;
    output.biases(0) -= high;
  }

  void refine() {
    std::vector<VectorXd> points;
    VectorXd answers(static_cast<Index>(3 * network_.parameters()));
    for (double& answer : answers) {
      points.push_back(random_vector(1));
      answer = f_(points.back());
    }
    polish(network_, points, answers);
  }

  Probe f_;
  const std::vector<int>& widths_;
  Random& random_;
  const ExtractionLimits& limits_;
  double radius_;        // of the inputs looked at: the length of a normal vector
  ReluNetwork network_;  // rows up to a positive factor; signs of the last layer open

  /// A weight of the last known layer that no surface showed: force_side().
  struct HiddenWeight {
    Index to, from;
  };
  std::vector<HiddenWeight> hidden_weights_;
  Index unseen_ = 0;  // units of the last hidden layer that no line saw switching
};

}  // namespace

Result<Extraction> extract(const RealFunction& f, const std::vector<int>& widths, Random& random,
                           const ExtractionLimits& limits) {
  // A unit that was followed on too few sides shows on fresh inputs; other lines then find more.
  constexpr int kAttempts = 4;
  constexpr int kFresh = 2000;
  constexpr double kExact = 1e-8;  // of the largest answer
  std::uint64_t queries = 0;
  const RealFunction counted = [&](const VectorXd& x) {
    ++queries;
    return f(x);
  };
  if (!mostly_straight(counted, widths.front(), random)) {
    return Error{ErrorCode::kNotFound, "the answers are curved: no network of ReLUs", {}};
  }
  Result<Extraction> result = Error{ErrorCode::kInternal, "no attempt", {}};
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    ExtractionLimits share = limits;
    share.queries_max = (limits.queries_max - std::min(queries, limits.queries_max)) /
                        static_cast<std::uint64_t>(kAttempts - attempt);
    result = Extractor(counted, widths, random, share).run();
    if (!result.ok()) {
      if (result.error().code == ErrorCode::kCancelled) return result;
      continue;
    }
    double worst = 0, largest = 0;
    for (int i = 0; i < kFresh; ++i) {
      const VectorXd x = VectorXd::NullaryExpr(widths.front(), [&] { return random.normal(); });
      const double y = counted(x);
      worst = std::max(worst, std::abs(y - result->network.evaluate(x)(0)));
      largest = std::max(largest, std::abs(y));
    }
    result->queries = queries;
    if (worst <= kExact * largest) return result;
    result = Error{ErrorCode::kNotFound, "the copy errs on fresh inputs", {}};
  }
  return result;
}

}  // namespace neurocrypt::lab
