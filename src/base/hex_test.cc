#include "base/hex.h"

#include <gtest/gtest.h>

namespace neurocrypt {
namespace {

TEST(Hex, RoundTrips) {
  const ByteString bytes = {0x00, 0x09, 0x0a, 0x7f, 0x80, 0xff};
  EXPECT_EQ(to_hex(bytes), "00090a7f80ff");
  EXPECT_EQ(from_hex("00090A7f80fF"), bytes);
  EXPECT_EQ(to_hex({}), "");
  EXPECT_EQ(from_hex(""), ByteString());
}

TEST(Hex, RefusesWhatIsNoHexadecimal) {
  for (const char* text : {"0", "000", "0g", "0x00", " 00", "00 ", "0 0", "-1", "00:11"}) {
    EXPECT_FALSE(from_hex(text)) << text;
  }
}

}  // namespace
}  // namespace neurocrypt
