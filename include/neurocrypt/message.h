// Messages between two services: A's bytes in, sealed bytes across, B's bytes out; and back.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "neurocrypt/bytes.h"
#include "neurocrypt/keyset.h"
#include "neurocrypt/result.h"
#include "neurocrypt/seal.h"
#include "neurocrypt/side.h"
#include "neurocrypt/stream.h"

namespace neurocrypt {

class Translator;

/// A link file and the schemas of both its sides, ready to use. Immutable, cheap to copy, shared by
/// threads.
class MessageLink {
 public:
  /// Loads a link file, docs/formats/link.md, and the schemas that it names.
  /// Errors   kNotFound, kIo; kCorrupt with the place in the link or schema.
  static Result<MessageLink> load(const std::string& path);

  explicit MessageLink(std::shared_ptr<const Translator> translator)
      : translator_(std::move(translator)) {}
  [[nodiscard]] const std::shared_ptr<const Translator>& translator() const { return translator_; }

 private:
  std::shared_ptr<const Translator> translator_;
};

/// Keysets by name: what a policy calls them, and the keys of fields with a seal of their own.
using NamedKeysets = std::map<std::string, Keyset>;

/// What a sealed message belongs to, besides its link; to open it takes the same.
struct MessageBinding {
  std::string tenant{};  ///< whose message it is; bound, not stored. Use a keyset for each.
  std::string associated_data{};  ///< the caller's own context; bound, not stored
};

/// A place of the writer's messages, and the name of the key that seals it.
struct FieldToSeal {
  std::string pattern;  ///< "/customer/card", "/orders[]/card": docs/formats/policy.md, "Paths"
  std::string key;
};

struct MessageSealOptions {
  MessageBinding binding{};

  // Without a policy:
  Suite suite = Suite::kHybrid;
  Consent consent{};                  ///< as in SealOptions
  std::string padding = "none";       ///< "none", "padme" or "bucket N" bytes; hides lengths
  std::vector<FieldToSeal> fields{};  ///< these get a seal of their own

  // With one, docs/formats/policy.md, it decides all of the above for each message:
  std::optional<std::string> policy{};           ///< its text
  std::map<std::string, std::string> context{};  ///< "destination", "channel", "tags", ...
  std::string minimum_level{};                   ///< at least this level; may be empty
};

struct MessageOpenOptions {
  MessageBinding binding{};
  /// For what was sealed before a schema changed: what still fits is read.
  bool accept_other_schemas = false;
};

/// What was done with one message, in words and places; never a value of it.
struct MessageReport {
  struct Loss {
    Side side{};           ///< whose form of the message the path is in: the writer's, unless
                           ///< it is the reader's format that cannot carry the value
    std::string path{};    ///< JSON pointer
    std::string reason{};  ///< "side b has no place for it"
  };
  struct Rule {
    std::string path{};   ///< that it made, on the reader's side: "/items[]/event_type"
    std::string words{};  ///< "\"auth_\" + /action"
  };
  std::uint64_t number = 1;                  ///< in its stream
  std::optional<Error> failure{};            ///< why it was left out; then nothing else is said
  std::optional<Error> refusal{};            ///< sealed, but so the other side will not read it
  std::string level{};                       ///< that the policy decided on; empty without one
  std::vector<std::string> reasons{};        ///< of the policy
  std::vector<std::string> sealed_fields{};  ///< places with a seal of their own, or left sealed
  // When sealing, what the other side will say if it has all keys:
  std::vector<Loss> losses{};  ///< what the reader's side cannot say
  std::vector<Rule> rules{};   ///< that made the reader's values
};

/// What a stream does with a message that fails: one that does not parse, that no rule covers, that
/// the policy forbids. What is not authentic, or no message at all, always ends a stream.
enum class OnError : std::uint8_t { kStop, kSkip };

struct MessageStreamOptions {
  OnError on_error = OnError::kStop;
  /// Messages worked on side by side; 0 means one thread for each core. What is written does not
  /// depend on it. The source, the sinks and the functions are called from different threads, each
  /// by one at a time, and in order.
  int threads = 1;
  /// With kSkip: what failed is sealed here, with the reason; MessageOpener::read_dead_letters
  /// reads it. Must outlive the call, as everything here.
  Sink* dead_letters = nullptr;
  /// Sends each message at once, in a frame of its own: for a reader that waits for it.
  bool flush_each = false;
  /// Called for every message; returning false cancels.
  std::function<bool(std::uint64_t messages)> progress{};
  /// Called for every message, in order; of one that is left out with its failure.
  std::function<void(const MessageReport&)> report{};
};

struct MessageStreamSummary {
  std::uint64_t messages = 0;  ///< that went through
  std::uint64_t failed = 0;    ///< that were skipped
  std::optional<Error> first_failure{};
};

/// Seals what one side writes. Made once, used for many messages, from any thread.
class MessageSealer {
 public:
  /// `keyset` seals, unless the policy names another one of `named`.
  /// Errors   kRefused when consent is missing; kCorrupt for a policy, with the place in it.
  static Result<MessageSealer> create(const MessageLink& link, Side from, const Keyset& keyset,
                                      const NamedKeysets& named = {},
                                      const MessageSealOptions& options = {});

  /// Seals one message of the side's format, docs/formats/intermediary.md. `rest`, unless empty, is
  /// what open() gave when it opened the other side's message that this one answers: opened there
  /// again, the message will have all that this side had no place for.
  /// Errors   kCorrupt with the place for a message that does not parse; kRefused when the policy
  ///          forbids it or asks for a key of another kind; kNotFound for a key that is not named.
  [[nodiscard]] Result<ByteString> seal(ByteView message, MessageReport* report = nullptr,
                                        ByteView rest = {}) const;

  /// Seals a stream of messages in the framing of the side's format, in order and in constant
  /// memory. `rest`, unless null, is the stream that open_stream wrote. With a policy all messages
  /// share the level that the context asks for; one that needs a higher one fails.
  Result<MessageStreamSummary> seal_stream(Source& source, Sink& sink,
                                           const MessageStreamOptions& options = {},
                                           Source* rest = nullptr) const;

  MessageSealer(MessageSealer&&) noexcept;
  MessageSealer& operator=(MessageSealer&&) noexcept;
  ~MessageSealer();

 private:
  struct State;
  explicit MessageSealer(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

/// Opens what either side sealed, as a message of one side. Made once, used for many messages, from
/// any thread.
class MessageOpener {
 public:
  /// Opens what any enabled key of `keyset` or `named` sealed.
  static Result<MessageOpener> create(const MessageLink& link, Side to, const Keyset& keyset,
                                      const NamedKeysets& named = {},
                                      const MessageOpenOptions& options = {});

  /// The message in the side's format. What it has no place for goes to `rest`, sealed, unless that
  /// is null; give it to MessageSealer::seal with the answer.
  /// Errors   as Opener::open; kNotAuthentic with the place for a field whose own seal is broken;
  ///          kRefused for a message of another link, and for a loss that the link does not allow;
  ///          kInvalidArgument with the place of a value that no rule covers.
  [[nodiscard]] Result<ByteString> open(ByteView sealed, MessageReport* report = nullptr,
                                        ByteString* rest = nullptr) const;

  /// Opens what seal_stream made. After an error the sink has the messages before it.
  Result<MessageStreamSummary> open_stream(Source& source, Sink& sink,
                                           const MessageStreamOptions& options = {},
                                           Sink* rest = nullptr) const;

  /// Writes dead letters as JSON Lines: {"number": 7, "code": "corrupt", "reason": "...",
  /// "message": base64} for what failed before it was sealed, "record": {...} after it.
  Result<std::uint64_t> read_dead_letters(Source& source, Sink& sink) const;

  MessageOpener(MessageOpener&&) noexcept;
  MessageOpener& operator=(MessageOpener&&) noexcept;
  ~MessageOpener();

 private:
  struct State;
  explicit MessageOpener(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

}  // namespace neurocrypt
