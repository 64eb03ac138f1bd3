// What the verbs seal and open have in common on the command line.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "files.h"
#include "message_report.h"
#include "neurocrypt/message.h"

namespace neurocrypt::cli {

struct MessageArguments {
  std::string link;
  std::string side;
  std::vector<std::string> keys;
  std::string tenant;
  std::string associated_data;
  std::string passphrase_file;
  bool stream = false;
  std::string on_error = "stop";
  std::optional<int> threads;
  std::string rest;
  ReportOptions report;
  std::string in, out;
  bool force = false;
  bool quiet = false;
};

/// True when there is to be no note at the end: nobody wants it, or the report is all there is.
bool is_quiet(const MessageArguments& arguments);

/// Adds the options; those of IN and OUT are the caller's.
void add_message_options(CLI::App& verb, MessageArguments& arguments);

/// Writes "--on-error dead-letter FILE" as one value, so that FILE is not taken for IN.
void join_on_error(std::vector<std::string>& words);

struct MessageKeys {
  Keyset own;
  NamedKeysets named;
};
/// Loads the key files. Of a folder as KEY, the tenant's: FOLDER/TENANT.key.
/// Errors   kInvalidArgument when there is not exactly one KEY without a name, or a name twice.
Result<MessageKeys> load_keys(const MessageArguments& arguments);

/// The files of a stream, and what is to be done with messages that fail.
class MessageStream {
 public:
  /// Errors   kInvalidArgument for an unknown --on-error; what creating a file says.
  static Result<MessageStream> create(const MessageArguments& arguments, const InputFile& in);

  MessageStreamOptions options;

  /// Keeps the dead letters, if there are any. When messages were left out, that is the error.
  Status finish(const MessageStreamSummary& summary) const;

 private:
  std::string letters_path_;
  std::unique_ptr<OutputFile> letters_;
};

}  // namespace neurocrypt::cli
