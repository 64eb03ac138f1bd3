#include "translate/padded.h"

#include <gtest/gtest.h>

#include "support/sample.h"

namespace neurocrypt {
namespace {

using test::value_of;

TEST(Padded, GivesBackTheContentAndHidesItsSize) {
  for (const char* scheme : {"none", "padme", "bucket 1", "bucket 512"}) {
    const Padding padding = value_of(parse_padding(scheme));
    EXPECT_EQ(print(padding), scheme);
    for (const std::size_t size : {0, 1, 2, 100, 127, 128, 509, 510, 511, 512, 5000}) {
      const ByteString content = test::sample_bytes(size);
      ByteString out = {9};
      put_padded(content, padding, out);
      const ByteView padded = ByteView(out).subspan(1);
      const ByteView taken = value_of(take_padded(padded));
      EXPECT_TRUE(std::equal(taken.begin(), taken.end(), content.begin(), content.end()));
      if (padding.bucket_bytes == 512) {
        EXPECT_EQ(padded.size() % 512, 0);
      }
    }
  }
}

TEST(Padded, IsStrict) {
  for (const char* scheme : {"none", "padme", "bucket 64"}) {
    ByteString padded;
    put_padded(test::sample_bytes(33), value_of(parse_padding(scheme)), padded);
    for (std::size_t size = 0; size < padded.size(); ++size) {
      EXPECT_FALSE(take_padded(ByteView(padded).first(size)).ok()) << scheme << size;
    }
    ByteString longer = padded;
    longer.push_back(0);
    EXPECT_FALSE(take_padded(longer).ok());
    if (scheme == std::string("bucket 64")) {
      padded.back() = 1;
      EXPECT_FALSE(take_padded(padded).ok());
    }
  }
  for (const ByteString& bad : {ByteString{}, ByteString{0, 0}, ByteString{4, 0},
                                ByteString{3, 0, 0}, ByteString{1, 0x80, 0}, ByteString{1, 5, 1}}) {
    EXPECT_FALSE(take_padded(bad).ok());
  }
  for (const char* bad : {"", "Padme", "bucket", "bucket 0", "bucket 5k", "bucket 2000000000"}) {
    EXPECT_EQ(parse_padding(bad).error().code, ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace neurocrypt
