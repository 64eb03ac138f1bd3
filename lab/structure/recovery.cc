#include "lab/structure/recovery.h"

#include <algorithm>

#include "lab/structure/potentials.h"

namespace neurocrypt::lab {
namespace {

/// table[at] = value; false when it holds another.
bool enter(RoundTable& table, std::uint32_t at, std::uint32_t value) {
  const auto word = static_cast<std::int32_t>(value);
  if (table[at] == kUnknown) table[at] = word;
  return table[at] == word;
}

/// `first` is the first round of a network whose other rounds saw their words one index later.
SmallFeistel prepend(RoundTable first, SmallFeistel rest) {
  rest.rounds.insert(rest.rounds.begin(), std::move(first));
  return rest;
}

/// What the rounds after the first saw: x_2 = x_0 + F_0(x_1).
std::vector<Seen> peel_first(HalfGroup group, const RoundTable& first,
                             std::span<const Seen> blocks) {
  std::vector<Seen> inner;
  for (const Seen& s : blocks) {
    const std::int32_t sum = first[s.before[1]];
    if (sum == kUnknown) continue;
    const std::uint32_t next = group.add(s.before[0], static_cast<std::uint32_t>(sum));
    inner.push_back({{s.before[1], next}, {s.after[0], s.after[1]}});
  }
  return inner;
}

/// The three rounds between `outer`, F_0 and F_4, from every block that these know.
std::optional<SmallFeistel> recover_middle(const CodeBook& book, const RoundTable outer[2]) {
  std::vector<Seen> inner;  // (x_1, x_2) and (x_4, x_5)
  for (const Halves code : book.codes) {
    const Halves block = book.blocks[book.index(code)];
    const std::int32_t first = outer[0][block.right], last = outer[1][code.right];
    if (first == kUnknown || last == kUnknown) continue;
    inner.push_back({{block.right, block.left ^ static_cast<std::uint32_t>(first)},
                     {code.left ^ static_cast<std::uint32_t>(last), code.right}});
  }
  return recover_three({book.bits, Combine::kXor}, inner);
}

/// Finds entries of the outer round functions that no game gave, by trying every word: through the
/// middle, a right one leads from blocks to the right words of their codes, and back.
void complete(const CodeBook& book, const SmallFeistel& middle, RoundTable outer[2]) {
  constexpr std::size_t kAgreementsMin = 4;
  const auto size = static_cast<std::uint32_t>(middle.group.size());
  for (const bool forth : {true, false}) {
    const std::vector<Halves>& images = forth ? book.codes : book.blocks;
    for (std::uint32_t at = 0; at < size; ++at) {
      std::int32_t& entry = outer[forth ? 0 : 1][at];
      for (std::uint32_t word = 0; word < size && entry == kUnknown; ++word) {
        std::size_t agreements = 0;
        for (std::uint32_t left = 0; left < size; ++left) {
          // The middle's blocks are (x_1, x_2), its codes (x_5, x_4).
          const auto through =
              forth ? middle.encrypt({at, left ^ word}) : middle.decrypt({at, left ^ word});
          if (!through) continue;
          agreements = through->left == images[book.index({left, at})].right ? agreements + 1 : 0;
          if (agreements == 0 || agreements == 2 * kAgreementsMin) break;
        }
        if (agreements >= kAgreementsMin) entry = static_cast<std::int32_t>(word);
      }
    }
  }
}

}  // namespace

Seen seen(Halves block, Halves code, std::size_t rounds) {
  Seen s{{block.left, block.right}, {code.left, code.right}};
  if (rounds % 2 != 0) std::swap(s.after[0], s.after[1]);  // x_k, k odd, is the right half
  return s;
}

std::optional<SmallFeistel> recover_three(HalfGroup group, std::span<const Seen> blocks) {
  const std::uint32_t size = group.size();
  Potentials potentials(group, 2 * size);  // F_0, then -F_2
  for (const Seen& s : blocks) {
    const std::uint32_t difference = group.subtract(s.after[1], s.before[0]);
    if (!potentials.relate(s.before[1], size + s.after[0], difference)) return std::nullopt;
  }
  SmallFeistel network{
      group,
      {potentials.values(0, size), RoundTable(size, kUnknown), potentials.values(size, size)}};
  for (std::int32_t& word : network.rounds[2]) {
    if (word == kUnknown) continue;
    word = static_cast<std::int32_t>(group.subtract(0, static_cast<std::uint32_t>(word)));
  }
  for (const Seen& s : peel_first(group, network.rounds[0], blocks)) {
    if (!enter(network.rounds[1], s.before[1], group.subtract(s.after[0], s.before[0]))) {
      return std::nullopt;
    }
  }
  return network;
}

std::optional<SmallFeistel> recover_four(HalfGroup group, std::span<const Seen> blocks) {
  constexpr std::size_t kAgreementsMin = 3;
  const std::size_t collisions_max = 4 * group.size();  // random functions have about 2^n
  const std::uint32_t size = group.size();
  std::vector<RoundTable> rows(size, RoundTable(size, kUnknown));  // x_4 - x_0 by x_1 and x_0
  for (const Seen& s : blocks) {
    enter(rows[s.before[1]], s.before[0], group.subtract(s.after[0], s.before[0]));
  }
  const auto known = [](const RoundTable& row) {
    return row.size() - static_cast<std::size_t>(std::ranges::count(row, kUnknown));
  };
  const auto reference = std::ranges::max_element(rows, {}, known);

  std::vector<std::pair<std::uint32_t, std::uint32_t>> collisions;
  for (std::uint32_t a = 0; a < size; ++a) {
    for (std::uint32_t b = a + 1; b < size && collisions.size() < collisions_max; ++b) {
      if ((*reference)[a] != kUnknown && (*reference)[a] == (*reference)[b]) {
        collisions.emplace_back(a, b);
      }
    }
  }
  RoundTable first(size, kUnknown);
  for (std::uint32_t x1 = 0; x1 < size; ++x1) {
    const RoundTable& row = rows[x1];
    std::size_t best = 0, second = 0;
    std::uint32_t shift = 0;
    for (std::uint32_t candidate = 0; candidate < size; ++candidate) {
      std::size_t agreements = 0;
      for (const auto& [a, b] : collisions) {
        const std::int32_t image = row[group.subtract(a, candidate)];
        if (image != kUnknown && image == row[group.subtract(b, candidate)]) ++agreements;
      }
      if (agreements > best) {
        second = best;
        best = agreements;
        shift = candidate;
      } else {
        second = std::max(second, agreements);
      }
    }
    if (best >= kAgreementsMin && best >= 2 * second) first[x1] = static_cast<std::int32_t>(shift);
  }
  std::optional<SmallFeistel> rest = recover_three(group, peel_first(group, first, blocks));
  if (!rest) return std::nullopt;
  return prepend(std::move(first), std::move(*rest));
}

Result<YoyoGame> recover_five(const CodeBook& book, std::uint64_t starts_max, Random& random,
                              const std::function<Status(double)>& progress) {
  const HalfGroup group{book.bits, Combine::kXor};
  const std::uint32_t size = group.size();
  const auto draw = [&] {
    return Halves{static_cast<std::uint32_t>(random.below(size)),
                  static_cast<std::uint32_t>(random.below(size))};
  };
  YoyoGame game;
  while (game.starts < starts_max) {
    if (game.starts++ % 1024 == 0) {
      NC_RETURN_IF_ERROR(
          progress(static_cast<double>(game.starts) / static_cast<double>(starts_max)));
    }
    const std::uint32_t c = 1 + static_cast<std::uint32_t>(random.below(size - 1));
    const Halves start[2] = {draw(), draw()};
    Halves a = start[0], b = start[1];
    Potentials first(group, size), last(group, size);
    const auto learn = [&](Potentials& round) {
      return round.relate(a.right, b.right, a.left ^ b.left ^ c);
    };
    bool consistent = true;
    // A right game goes through the pairs in a cycle; most are long enough.
    for (std::uint32_t move = 0; move < 16 * size; ++move) {
      ++game.moves;
      consistent = learn(first);
      a = book.codes[book.index(a)];
      b = book.codes[book.index(b)];
      consistent = consistent && learn(last);
      if (!consistent) break;
      a.left ^= c;
      b.left ^= c;
      a = book.blocks[book.index(a)];
      b = book.blocks[book.index(b)];
      a.left ^= c;
      b.left ^= c;
      if (a == start[0] && b == start[1]) break;
    }
    if (!consistent || 2 * first.largest() < size || 2 * last.largest() < size) continue;

    RoundTable outer[2] = {first.values(0, size), last.values(0, size)};
    std::optional<SmallFeistel> middle = recover_middle(book, outer);
    if (!middle) continue;
    complete(book, *middle, outer);
    middle = recover_middle(book, outer);
    if (!middle) continue;
    middle->rounds.push_back(std::move(outer[1]));
    game.network = prepend(std::move(outer[0]), std::move(*middle));
    return game;
  }
  return game;
}

}  // namespace neurocrypt::lab
