// The codec against the protobuf library's DynamicMessage, on random messages and on damaged bytes.
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <gtest/gtest.h>

#include <bit>
#include <limits>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "schema/protobuf/test_support.h"
#include "support/vectors.h"

namespace neurocrypt::protobuf {
namespace {

namespace pb = google::protobuf;
using Field = pb::FieldDescriptor;

constexpr int kMessages = 3000;
constexpr int kDepthMax = 4;

/// Makes messages that a record can hold in their ProtoJSON form as well.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  void fill(pb::Message& message, int depth) {
    const pb::Descriptor& type = *message.GetDescriptor();
    const pb::Reflection& access = *message.GetReflection();
    if (fill_well_known(message)) return;
    for (int i = 0; i < type.field_count(); ++i) {
      const Field& field = *type.field(i);
      const bool is_message = field.cpp_type() == Field::CPPTYPE_MESSAGE;
      const bool is_entry = type.options().map_entry();
      if (!is_entry && below(type.field_count() > 12 ? 6 : 2) != 0) continue;
      if (is_message && depth >= kDepthMax && !is_entry) continue;
      const int count = field.is_repeated() ? below(4) : 1;
      for (int j = 0; j < count; ++j) {
        if (is_message) {
          pb::Message* const inner = field.is_repeated() ? access.AddMessage(&message, &field)
                                                         : access.MutableMessage(&message, &field);
          fill(*inner, depth + 1);
        } else {
          set(message, field);
        }
      }
    }
    // Entries of maps have no place for unknown fields, nor has a Struct.
    if (type.options().map_entry() || type.full_name().starts_with("google.protobuf.")) return;
    if (below(8) == 0) access.MutableUnknownFields(&message)->AddVarint(200, random_());
    if (below(8) == 0) access.MutableUnknownFields(&message)->AddLengthDelimited(201, text());
  }

  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }

 private:
  /// Those whose fields are not free; true when it was one.
  bool fill_well_known(pb::Message& message) {
    const pb::Descriptor& type = *message.GetDescriptor();
    const pb::Reflection& access = *message.GetReflection();
    const std::string& name = type.full_name();
    if (name == "google.protobuf.Timestamp" || name == "google.protobuf.Duration") {
      const std::int64_t seconds = static_cast<std::int64_t>(random_() % 200'000'000'000);
      access.SetInt64(&message, type.field(0), seconds);
      access.SetInt32(&message, type.field(1), below(2) == 0 ? 0 : below(1'000'000'000));
      return true;
    }
    if (name == "google.protobuf.FieldMask") {
      for (int i = below(3); i > 0; --i) access.AddString(&message, type.field(0), "foo_bar.baz");
      return true;
    }
    if (name == "google.protobuf.Value") {
      const int kind = below(4);
      if (kind == 0) access.SetEnumValue(&message, type.field(0), 0);
      if (kind == 1) access.SetDouble(&message, type.field(1), below(1000) / 8.0);
      if (kind == 2) access.SetString(&message, type.field(2), text());
      if (kind == 3) access.SetBool(&message, type.field(3), below(2) == 1);
      return true;
    }
    if (name == "google.protobuf.Any")
      return true;  // vectors test it: the library does not parse the contents
    return name.starts_with("google.protobuf.") && name.ends_with("Value") &&
           below(3) == 0;  // a default
  }

  void set(pb::Message& message, const Field& field) {
    const pb::Reflection& access = *message.GetReflection();
    const bool add = field.is_repeated();
    switch (field.cpp_type()) {
      case Field::CPPTYPE_BOOL: {
        const bool value = below(2) == 1;
        return add ? access.AddBool(&message, &field, value)
                   : access.SetBool(&message, &field, value);
      }
      case Field::CPPTYPE_INT32: {
        const auto value = static_cast<std::int32_t>(number());
        return add ? access.AddInt32(&message, &field, value)
                   : access.SetInt32(&message, &field, value);
      }
      case Field::CPPTYPE_INT64: {
        const auto value = static_cast<std::int64_t>(number());
        return add ? access.AddInt64(&message, &field, value)
                   : access.SetInt64(&message, &field, value);
      }
      case Field::CPPTYPE_UINT32: {
        const auto value = static_cast<std::uint32_t>(number());
        return add ? access.AddUInt32(&message, &field, value)
                   : access.SetUInt32(&message, &field, value);
      }
      case Field::CPPTYPE_UINT64: {
        const std::uint64_t value = number();
        return add ? access.AddUInt64(&message, &field, value)
                   : access.SetUInt64(&message, &field, value);
      }
      case Field::CPPTYPE_FLOAT: {
        auto value = std::bit_cast<float>(static_cast<std::uint32_t>(random_()));
        if (value != value) value = std::numeric_limits<float>::infinity();
        return add ? access.AddFloat(&message, &field, value)
                   : access.SetFloat(&message, &field, value);
      }
      case Field::CPPTYPE_DOUBLE: {
        auto value = std::bit_cast<double>(random_());
        if (value != value) value = -0.0;
        return add ? access.AddDouble(&message, &field, value)
                   : access.SetDouble(&message, &field, value);
      }
      case Field::CPPTYPE_ENUM: {
        const bool null = field.enum_type()->full_name() == "google.protobuf.NullValue";
        const int value = null ? 0 : below(5) - 1;  // 3 is unknown
        return add ? access.AddEnumValue(&message, &field, value)
                   : access.SetEnumValue(&message, &field, value);
      }
      case Field::CPPTYPE_STRING: {
        std::string value = text();
        if (field.type() == Field::TYPE_BYTES) value.push_back(static_cast<char>(random_()));
        return add ? access.AddString(&message, &field, value)
                   : access.SetString(&message, &field, value);
      }
      case Field::CPPTYPE_MESSAGE:
        break;
    }
  }

  std::uint64_t number() {
    switch (below(4)) {
      case 0:
        return 0;
      case 1:
        return random_();
      case 2:
        return ~std::uint64_t{0} << below(64);
      default:
        return std::uint64_t{1} << below(64);
    }
  }

  std::string text() {
    static const char* const kTexts[] = {"", "x", "\xc3\xa9", "a longer text with \"quotes\"",
                                         "\xf0\x9f\x98\x81"};
    return kTexts[below(5)];
  }

  std::mt19937_64 random_;
};

/// Drops all but the last of several entries of a map with one key, which the library leaves to a
/// later access.
void drop_replaced_entries(pb::Message& message) {
  const pb::Reflection& access = *message.GetReflection();
  std::vector<const pb::FieldDescriptor*> fields;
  access.ListFields(message, &fields);
  for (const pb::FieldDescriptor* const field : fields) {
    if (field->cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      drop_replaced_entries(*access.MutableMessage(&message, field));
      continue;
    }
    std::set<std::string> keys;
    for (int i = access.FieldSize(message, field); i-- > 0;) {
      pb::Message& element = *access.MutableRepeatedMessage(&message, field, i);
      drop_replaced_entries(element);
      if (!field->is_map()) continue;
      const std::unique_ptr<pb::Message> key(element.New());
      key->CopyFrom(element);
      key->GetReflection()->ClearField(key.get(), field->message_type()->map_value());
      if (keys.insert(key->ShortDebugString()).second) continue;
      for (int j = i; j + 1 < access.FieldSize(message, field); ++j) {
        access.SwapElements(&message, field, j, j + 1);
      }
      access.RemoveLast(&message, field);
    }
  }
}

std::string serialize(const pb::Message& message) {
  std::string bytes;
  pb::io::StringOutputStream stream(&bytes);
  pb::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializePartialToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

class Differential : public testing::Test {
 protected:
  test::Judge judge_{test::sample_schema(), "neurocrypt.sample.Everything"};
  std::unique_ptr<Codec> binary_ =
      test::load("protobuf", test::sample_schema(), "Everything", {{"map_order", "sorted"}});
  std::unique_ptr<Codec> json_ = test::load("protojson", test::sample_schema(), "Everything");
};

/// What the library writes we read, and write the very same bytes.
TEST_F(Differential, RandomMessagesHaveTheLibrarysBytes) {
  for (int seed = 0; seed < kMessages; ++seed) {
    const auto message = judge_.message();
    Generator(static_cast<std::uint64_t>(seed)).fill(*message, 0);
    drop_replaced_entries(*message);
    const std::string bytes = serialize(*message);
    const auto value = binary_->parse(as_bytes(bytes));
    ASSERT_TRUE(value.ok()) << seed << ": " << value.error().message;
    ByteString written;
    ASSERT_TRUE(binary_->print(*value, written, nullptr).ok()) << seed;
    ASSERT_EQ(to_hex(written), to_hex(as_bytes(bytes)))
        << seed << ": " << message->ShortDebugString();
  }
}

/// Damaged bytes: where both read them, they read the same message.
TEST_F(Differential, DamagedBytesMeanTheSame) {
  int both = 0;
  int refused = 0;
  for (int seed = 0; seed < 4 * kMessages; ++seed) {
    const auto message = judge_.message();
    Generator generator(static_cast<std::uint64_t>(seed / 4));
    generator.fill(*message, 1);
    drop_replaced_entries(*message);
    std::string bytes = serialize(*message);
    if (bytes.empty()) continue;
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    bool repeated = false;
    const int edits = 1 + static_cast<int>(random() % 3);
    for (int i = 0; i < edits && !bytes.empty(); ++i) {
      const std::size_t at = random() % bytes.size();
      switch (random() % 4) {
        case 0:
          bytes[at] = static_cast<char>(random());
          break;
        case 1:
          bytes.resize(at);
          break;
        case 2:
          bytes.erase(at, 1);
          break;
        default:
          bytes += bytes.substr(at);  // merges what comes twice
          repeated = true;
      }
    }
    const auto theirs = judge_.message();
    const bool they_read = theirs->ParsePartialFromString(bytes);
    const auto ours = binary_->parse(as_bytes(bytes));
    if (!they_read) {
      // What a later occurrence replaces we do not look at.
      EXPECT_TRUE(repeated || !ours.ok()) << seed << ": " << to_hex(as_bytes(bytes));
      ++refused;
      continue;
    }
    if (!ours.ok()) continue;  // we also refuse what a record cannot carry
    ByteString written;
    ASSERT_TRUE(binary_->print(*ours, written, nullptr).ok()) << seed;
    const auto again = judge_.message();
    ASSERT_TRUE(again->ParsePartialFromArray(written.data(), static_cast<int>(written.size())));
    drop_replaced_entries(*theirs);
    EXPECT_EQ(serialize(*again), serialize(*theirs)) << seed << ": " << to_hex(as_bytes(bytes));
    ++both;
  }
  EXPECT_GT(both, kMessages / 4);
  EXPECT_GT(refused, kMessages / 4);
}

}  // namespace
}  // namespace neurocrypt::protobuf
