#include "link/match/weights.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

#include "link/match/embedded.h"

namespace neurocrypt {
namespace {

constexpr std::string_view kMagic = "NCMATCH1";
constexpr std::size_t kHiddenMax = 64;  // widest layer of a PairNetwork
constexpr float kWordWeightMin = 0.05F;

/// Takes arrays off the front of the file.
class Reader {
 public:
  explicit Reader(ByteView file) : rest_(file) {}

  template <typename T>
  std::span<const T> take(std::size_t count) {
    assert(count * sizeof(T) <= rest_.size());
    const std::span<const T> taken(reinterpret_cast<const T*>(rest_.data()), count);
    rest_ = rest_.subspan(count * sizeof(T));
    return taken;
  }
  std::size_t number() { return take<std::uint32_t>(1)[0]; }

 private:
  ByteView rest_;
};

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

}  // namespace

float PairNetwork::operator()(std::span<const float> x) const {
  assert(x.size() == inputs());
  float buffers[2][kHiddenMax];
  std::size_t which = 0;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const DenseLayer& layer = layers_[l];
    float* const y = buffers[which];
    std::copy(layer.bias.begin(), layer.bias.end(), y);
    for (std::size_t i = 0; i < layer.inputs; ++i) {
      const float* const row = layer.weights.data() + i * layer.outputs;
      for (std::size_t o = 0; o < layer.outputs; ++o) y[o] += x[i] * row[o];
    }
    if (l + 1 < layers_.size()) {
      for (std::size_t o = 0; o < layer.outputs; ++o) y[o] = std::max(y[o], 0.0F);
    }
    x = {y, layer.outputs};
    which = 1 - which;
  }
  return x[0];
}

const MatchWeights& MatchWeights::builtin() {
  static const MatchWeights weights(embedded_match_weights());
  return weights;
}

MatchWeights::MatchWeights(ByteView file) {
  Reader reader(file);
  assert(as_text(file.first(kMagic.size())) == kMagic);
  reader.take<char>(kMagic.size());
  dimensions_ = reader.number();
  const std::size_t word_count = reader.number();
  const std::size_t gram_count = reader.number();
  const std::size_t short_bytes = reader.number();
  std::vector<std::vector<DenseLayer>> networks(2);
  for (std::vector<DenseLayer>& layers : networks) {
    layers.resize(reader.number());
    for (DenseLayer& layer : layers) {
      layer.inputs = reader.number();
      layer.outputs = reader.number();
      assert(layer.outputs <= kHiddenMax);
    }
  }
  const auto keys = reader.take<std::uint32_t>(word_count);
  word_weights_ = reader.take<float>(word_count);
  gram_scales_ = reader.take<float>(gram_count);
  for (std::vector<DenseLayer>& layers : networks) {
    for (DenseLayer& layer : layers) {
      layer.weights = reader.take<float>(layer.inputs * layer.outputs);
      layer.bias = reader.take<float>(layer.outputs);
    }
    networks_.emplace_back(std::move(layers));
  }
  const auto classes = reader.take<std::uint8_t>(word_count);
  vectors_ = reader.take<std::int8_t>(word_count * dimensions_);
  grams_ = reader.take<std::int8_t>(gram_count * dimensions_);
  const auto short_text = reader.take<char>(short_bytes);

  rows_.reserve(word_count);
  for (std::size_t i = 0; i < word_count; ++i) {
    rows_.emplace(keys[i], static_cast<std::uint32_t>(i));
    lexicon_.add_word(keys[i], classes[i]);
  }
  for (const std::string& line : split({short_text.data(), short_text.size()}, '\n')) {
    const std::size_t tab = line.find('\t');
    lexicon_.add_short(line.substr(0, tab), split(line.substr(tab + 1), ' '));
  }
}

WordEntry MatchWeights::look_up(std::string_view word, std::span<float> out) const {
  assert(out.size() == dimensions_);
  std::fill(out.begin(), out.end(), 0.0F);
  const auto add = [&](std::span<const std::int8_t> rows, std::size_t row, float scale) {
    for (std::size_t d = 0; d < dimensions_; ++d) {
      out[d] += scale * static_cast<float>(rows[row * dimensions_ + d]);
    }
  };
  const auto known = rows_.find(word_key(word));
  float weight = 0;
  if (known != rows_.end()) {
    add(vectors_, known->second, 1);
    weight = word_weights_[known->second];
  } else {
    const std::vector<std::string> grams = word_grams(word);
    for (const std::string& gram : grams) {
      const std::size_t row = word_key(gram) % gram_scales_.size();
      add(grams_, row, gram_scales_[row] / static_cast<float>(grams.size()));
    }
  }
  float square = 0;
  for (const float value : out) square += value * value;
  const float norm = std::sqrt(square);
  if (norm > 1e-9F) {
    for (float& value : out) value /= norm;
  }
  if (known == rows_.end()) weight = norm;
  return {known != rows_.end(), std::max(weight, kWordWeightMin)};
}

}  // namespace neurocrypt
