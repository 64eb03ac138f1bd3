// What a message format is: a schema compiled into a codec between bytes and Values.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "neurocrypt/bytes.h"
#include "neurocrypt/result.h"
#include "neurocrypt/stream.h"
#include "schema/record.h"

namespace neurocrypt {

enum class FieldType : std::uint8_t {
  kAny,  ///< unknown, or several types
  kBoolean,
  kInteger,
  kDecimal,  ///< exact decimal fraction
  kFloat,    ///< binary floating point
  kString,
  kBytes,
  kEnum,
  kObject,
  kMap,  ///< string keys, values of one type: `fields` holds one, named "*"
};
std::string_view name(FieldType type);

/// One field of a schema, as the format sees it; the root is a field without a name.
struct Field {
  std::string name;
  FieldType type = FieldType::kAny;
  bool repeated = false;
  bool required = false;
  bool nullable = false;
  std::string description;
  std::string declared;  ///< the type in the format's own words: "PIC S9(7)V99 COMP-3"
  std::string format;    ///< JSON Schema's word for it where one applies: "date-time"
  std::vector<std::string> enum_values;  ///< for kEnum
  std::vector<Field> fields;             ///< members of kObject, the value type of kMap
};

/// Something of a message that the target format could not carry.
struct Loss {
  std::string path;    ///< JSON pointer into the message
  std::string reason;  ///< "no such field", "more digits than PIC 9(5)"
};

/// Something of a schema that its codec does not enforce, or reads in a way of its own.
struct SchemaNote {
  std::string place;  ///< in the schema: "#/properties/id", "line 12"
  std::string text;   ///< "unevaluatedProperties is not enforced"
};

/// Reads one message after another from a source, in constant memory. In two steps, so that
/// streams can be worked on by several threads: cut() takes a message out of its frame, one thread
/// at a time; read() makes a Value of it, any thread.
class MessageReader {
 public:
  /// A message cut out of its stream.
  struct Piece {
    ByteString bytes;                    ///< without its frame; nothing where the framing failed
    std::uint64_t number = 0;            ///< of the message, or of its line, from 1
    std::uint64_t offset = 0;            ///< of its frame in the stream
    std::optional<Result<Value>> value;  ///< where its end could be found only by reading it
  };

  virtual ~MessageReader() = default;

  /// The next message; false at the end.
  /// Errors   of the framing. One that is lost for good ends the messages, or gives the same error
  ///          again and again.
  virtual Result<bool> cut(Piece& piece) = 0;
  /// Errors   kCorrupt with the message's number, offset and path.
  [[nodiscard]] virtual Result<Value> read(const Piece& piece) const = 0;
  /// True when a whole message is in memory, as far as can be told: cut() need not wait for it.
  [[nodiscard]] virtual bool at_hand() const = 0;

  /// Both steps: the next message, or nothing at the end. After an error in one message, the next
  /// call goes on with the following one where the framing allows it.
  Result<std::optional<Value>> next();
  /// The bytes of the message that next() has just returned or refused, without its frame; nothing
  /// where the framing itself failed. Valid until the next call.
  [[nodiscard]] ByteView raw() const { return piece_.bytes; }

 private:
  Piece piece_;
};

/// Writes one message after another, each framed as the format's streams are; in two steps, as
/// MessageReader.
class MessageWriter {
 public:
  /// A message as the format prints it.
  struct Printed {
    ByteString bytes;
    Value frame;  ///< what the message says of the frame around it; null for most
  };

  virtual ~MessageWriter() = default;

  /// `losses` as in Codec::print. Any thread.
  virtual Status print(const Value& message, Printed& out, std::vector<Loss>* losses) const = 0;
  /// After an error nothing of the message is written. One thread at a time.
  virtual Status write(const Printed& message) = 0;
  /// Writes what comes after the last message (a file footer).
  virtual Status finish() { return {}; }

  /// Both steps.
  Status write(const Value& message, std::vector<Loss>* losses);

 private:
  Printed printed_;
};

/// A compiled schema of one format. Immutable, shared by threads.
class Codec {
 public:
  virtual ~Codec() = default;

  [[nodiscard]] virtual const Field& schema() const = 0;

  /// What `schema check` lists; empty for most.
  [[nodiscard]] virtual std::span<const SchemaNote> notes() const { return {}; }

  /// Errors   kCorrupt, with the place in the bytes and the field's path, and a hint.
  [[nodiscard]] virtual Result<Value> parse(ByteView message) const = 0;

  /// Appends one message to `out`. What the format cannot carry goes to `losses`; without `losses`
  /// (null) it is an error (kInvalidArgument with the path). On an error `out` is as it was.
  virtual Status print(const Value& message, ByteString& out, std::vector<Loss>* losses) const = 0;

  /// Streams of messages: JSON Lines, length-delimited Protobuf, records of fixed length or with
  /// RDW.
  [[nodiscard]] virtual std::unique_ptr<MessageReader> reader(Source& source) const = 0;
  [[nodiscard]] virtual std::unique_ptr<MessageWriter> writer(Sink& sink) const = 0;
};

/// How to compile a schema: its files by name (imports are looked up here and then on
/// `import_dirs`), the message or record that is meant, and the format's own options ("code_page" =
/// "cp037").
struct SchemaRequest {
  std::string path;  ///< the schema file
  std::string root;  ///< message, record or definition; may be empty
  std::vector<std::string> import_dirs;
  /// Each format lists its own; unknown ones are errors.
  std::map<std::string, std::string> options;
};

/// One option of a format, as --help prints it. A name "counts.NAME" stands for one option for each
/// field of the schema.
struct FormatOption {
  std::string_view name;
  std::string_view values;
  std::string_view meaning;
};

/// A format: one row of the registry.
struct Format {
  std::string_view name;         ///< "json", "protobuf", "cobol"
  std::string_view description;  ///< one sentence
  std::span<const FormatOption> options;
  Result<std::unique_ptr<Codec>> (*load)(const SchemaRequest& request);
  /// The format of the same schemas whose messages are JSON ("protojson"); empty where json_view
  /// does.
  std::string_view json_format = {};
};

/// Every format there is.
std::span<const Format* const> format_registry();
/// Errors   kNotFound, naming the formats that there are.
Result<const Format*> find_format(std::string_view name);

/// True when the format lists the option, by its name or as one of a kind ("counts.NAME").
bool has_option(const Format& format, std::string_view option);

/// Compiles a schema of the format `name`: options that the format does not list are refused, then
/// its `load` does the work.
Result<std::unique_ptr<Codec>> load_schema(std::string_view name, const SchemaRequest& request);

inline constexpr std::size_t kSchemaBytesMax = std::size_t{64} << 20;

/// The whole text of a schema file.
/// Errors   kNotFound, kIo (also a directory), kExhausted past kSchemaBytesMax.
Result<std::string> read_schema_file(const std::string& path);

}  // namespace neurocrypt
