#include "neurocrypt/keyset.h"

#include <gtest/gtest.h>

#include "ciphers/cipher.h"
#include "keys/key_file.h"
#include "keys/state.h"
#include "support/sample.h"

namespace neurocrypt {
namespace {

using test::lattice_keyset;
using test::lattice_material;

TEST(KeyId, ParsesWhatItPrints) {
  const KeyId id{0x0123456789abcdef};
  EXPECT_EQ(print(id), "0123456789abcdef");
  EXPECT_EQ(*parse_key_id("0123456789abcdef"), id);
  EXPECT_EQ(print(KeyId{1}), "0000000000000001");
  for (const char* text : {"", "1", "0123456789abcde", "0123456789abcdef0", "0123456789abcdeg",
                           "-123456789abcdef", " 123456789abcdef"}) {
    EXPECT_FALSE(parse_key_id(text).ok()) << text;
  }
}

TEST(Keyset, HasOnePrimaryWhateverIsAdded) {
  Keyset keyset = lattice_keyset();
  const KeyId first = keyset.primary().id;
  const KeyId second = *keyset.add_primary(lattice_material(2));
  ASSERT_EQ(keyset.keys().size(), 2u);
  EXPECT_NE(first, second);
  EXPECT_EQ(keyset.primary().id, second);
  EXPECT_EQ(keyset.keys()[0].id, first);
  EXPECT_FALSE(keyset.keys()[0].primary);
  EXPECT_TRUE(keyset.keys()[1].primary);
  EXPECT_EQ(keyset.keys()[0].status, KeyStatus::kEnabled);
}

TEST(Keyset, AesSecretsAreIndependentOfTheWeights) {
  const Keyset a = lattice_keyset();
  const Keyset b = lattice_keyset();
  const SecretBytes& secret_a = a.state().slots[0].key->aes_secret;
  const SecretBytes& secret_b = b.state().slots[0].key->aes_secret;
  ASSERT_EQ(secret_a.size(), 32u);
  EXPECT_FALSE(std::equal(secret_a.begin(), secret_a.end(), secret_b.begin()));
}

TEST(Keyset, RetiresAndEnablesAllButThePrimary) {
  Keyset keyset = lattice_keyset();
  const KeyId first = keyset.primary().id;
  EXPECT_EQ(keyset.retire(first).error().code, ErrorCode::kRefused);
  ASSERT_TRUE(keyset.add_primary(lattice_material(2)).ok());
  ASSERT_TRUE(keyset.retire(first).ok());
  EXPECT_EQ(keyset.keys()[0].status, KeyStatus::kRetired);
  ASSERT_TRUE(keyset.enable(first).ok());
  EXPECT_EQ(keyset.keys()[0].status, KeyStatus::kEnabled);
  const KeyId unknown{first.value ^ 1};
  EXPECT_EQ(keyset.retire(unknown).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(keyset.enable(unknown).error().code, ErrorCode::kNotFound);
}

TEST(Keyset, RefusesMaterialThatAFileCouldNotHold) {
  KeyMaterial empty = lattice_material();
  empty.weights = {};
  EXPECT_EQ(Keyset::create(std::move(empty)).error().code, ErrorCode::kInvalidArgument);
  KeyMaterial large = lattice_material();
  large.weights = SecretBytes(kWeightsBytesMax + 1);
  EXPECT_EQ(Keyset::create(std::move(large)).error().code, ErrorCode::kInvalidArgument);
  KeyMaterial wordy = lattice_material();
  wordy.certificate.assign(kCertificateBytesMax + 1, ' ');
  EXPECT_EQ(Keyset::create(std::move(wordy)).error().code, ErrorCode::kInvalidArgument);
}

// Sampled families rotate to other weights; trained ones say that they must be trained.
TEST(Keyset, RotatesEverySampledFamily) {
  for (const Family* const row : family_registry()) {
    if (row->info.trained) {
      EXPECT_EQ(generate_key_material(row->info.id, row->default_architecture()).error().code,
                ErrorCode::kUnsupported);
      continue;
    }
    if (row->generate == nullptr) continue;
    SCOPED_TRACE(row->info.name);
    Keyset keyset = test::value_of(Keyset::create(
        test::value_of(generate_key_material(row->info.id, row->default_architecture()))));
    const KeyId before = keyset.primary().id;
    const auto after = keyset.rotate();
    ASSERT_TRUE(after.ok()) << after.error().message;
    EXPECT_NE(*after, before);
    EXPECT_EQ(keyset.primary().id, *after);
    const auto& slots = keyset.state().slots;
    EXPECT_FALSE(
        std::ranges::equal(slots[0].key->material.weights, slots[1].key->material.weights));
  }
}

}  // namespace
}  // namespace neurocrypt
