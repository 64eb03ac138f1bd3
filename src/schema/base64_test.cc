#include "schema/base64.h"

#include <gtest/gtest.h>

namespace neurocrypt {
namespace {

ByteString bytes(std::string_view text) { return {text.begin(), text.end()}; }

// RFC 4648, Sec. 10.
TEST(Base64, MatchesTheStandard) {
  constexpr std::pair<const char*, const char*> kCases[] = {{"", ""},
                                                            {"f", "Zg=="},
                                                            {"fo", "Zm8="},
                                                            {"foo", "Zm9v"},
                                                            {"foob", "Zm9vYg=="},
                                                            {"fooba", "Zm9vYmE="},
                                                            {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : kCases) {
    EXPECT_EQ(encode_base64(as_bytes(plain)), text);
    EXPECT_EQ(decode_base64(text, Base64Rule::kStrict), bytes(plain));
    EXPECT_EQ(decode_base64(text, Base64Rule::kLenient), bytes(plain));
  }
}

TEST(Base64, RoundTripsEveryByte) {
  ByteString all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<std::uint8_t>(i));
  EXPECT_EQ(decode_base64(encode_base64(all), Base64Rule::kStrict), all);
}

TEST(Base64, OnlyTheLenientRuleTakesOtherSpellings) {
  for (const char* text : {"Zg", "Zm8", "-_-_", "-_", "Zh=="}) {
    EXPECT_EQ(decode_base64(text, Base64Rule::kStrict), std::nullopt) << text;
    EXPECT_NE(decode_base64(text, Base64Rule::kLenient), std::nullopt) << text;
  }
  EXPECT_EQ(decode_base64("-_", Base64Rule::kLenient), ByteString{0xFB});
}

TEST(Base64, RefusesWhatIsNoBase64) {
  for (const char* text : {"Z", "Zg=", "Zg===", "=", "====", "Z===", "Zg==Zg==", "Zm 9", "Zm9v\n",
                           "Zm9v=", "Zm9v====", "Zm9\xC3"}) {
    EXPECT_EQ(decode_base64(text, Base64Rule::kStrict), std::nullopt) << text;
    EXPECT_EQ(decode_base64(text, Base64Rule::kLenient), std::nullopt) << text;
  }
}

TEST(Base64Url, IsStrictAndWithoutPadding) {
  EXPECT_EQ(encode_base64url(ByteString{0xFB, 0xFF}), "-_8");
  for (std::size_t size = 0; size < 20; ++size) {
    const ByteString bytes(size, 0xF7);
    EXPECT_EQ(decode_base64url(encode_base64url(bytes)), bytes);
  }
  for (const char* text : {"-_8=", "+/8", "-_9", "Z", "Zm9v\n"}) {
    EXPECT_EQ(decode_base64url(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace neurocrypt
