#include "neurocrypt/architecture.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace neurocrypt {
namespace {

TEST(Architecture, ParsesWhatItPrints) {
  for (const char* text : {"256 tanh, 256 tanh, 256 tanh", "64 relu, 512 sigmoid", "lattice-r2",
                           "lattice-r1 depth 5", "dense-336 depth 2", "dense-592"}) {
    const auto architecture = parse_architecture(text);
    ASSERT_TRUE(architecture.ok()) << text << ": " << architecture.error().message;
    EXPECT_EQ(print(*architecture), text);
  }
}

TEST(Architecture, ParsesArrowsEndsAndSpaces) {
  const auto arrows = parse_architecture("128 -> 512 tanh->256  relu -> 128");
  ASSERT_TRUE(arrows.ok());
  EXPECT_EQ(print(*arrows), "512 tanh, 256 relu");
  EXPECT_EQ(print(std::get<MlpArchitecture>(*arrows), 128, 128),
            "128 -> 512 tanh -> 256 relu -> 128");
  EXPECT_EQ(*arrows, *parse_architecture(" 512 tanh , 256 relu "));
}

TEST(Architecture, NamesThePartThatIsWrong) {
  const std::map<std::string, std::string> cases = {
      {"", "''"},
      {"256 tanh", "1 hidden layers"},
      {"256 tanh, 100 tanh", "'100 tanh'"},
      {"256 tanh, 256 gelu", "'256 gelu'"},
      {"256 tanh, 256", "'256'"},
      {"256 tanh, 256 relu,", "''"},
      {"64 relu, 64 relu, 64 relu, 64 relu, 64 relu, 64 relu", "6 hidden layers"},
      {"lattice-r3", "'lattice-r3'"},
      {"lattice-r2 depth 6", "'depth 6'"},
      {"lattice-r2 depth 0", "'depth 0'"},
      {"lattice-r2 depth", "'depth'"},
      {"99999999999999999999 tanh, 64 relu", "'99999999999999999999 tanh'"},
  };
  for (const auto& [text, part] : cases) {
    const auto architecture = parse_architecture(text);
    ASSERT_FALSE(architecture.ok()) << text;
    EXPECT_EQ(architecture.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(architecture.error().message.find(part), std::string::npos)
        << text << " -> " << architecture.error().message;
  }
}

TEST(Architecture, CountsTheSpaceExactly) {
  EXPECT_EQ(count_architectures(), 144u + 1'728u + 20'736u + 248'832u);
  EXPECT_EQ(count_architectures(128), 81u + 729u + 6'561u + 59'049u);
  EXPECT_EQ(count_architectures(512), 9u + 27u + 81u + 243u);
}

// With 360 architectures of width 512, 36,000 draws give each about 100 times: all are reached,
// none is twice as frequent (7 standard deviations of 10).
TEST(Architecture, DrawsUniformly) {
  std::map<std::string, int> seen;
  for (int i = 0; i < 36'000; ++i) ++seen[print(Architecture{draw_architecture(512)})];
  EXPECT_EQ(seen.size(), 360u);
  for (const auto& [text, count] : seen) {
    EXPECT_GT(count, 40) << text;
    EXPECT_LT(count, 180) << text;
  }
}

TEST(Architecture, HashSeparatesArchitectures) {
  const auto a = parse_architecture("256 tanh, 256 tanh");
  const auto b = parse_architecture("256 tanh, 256 relu");
  EXPECT_EQ(hash(*a), hash(*parse_architecture("128 -> 256 tanh -> 256 tanh -> 128")));
  EXPECT_NE(hash(*a), hash(*b));
}

}  // namespace
}  // namespace neurocrypt
