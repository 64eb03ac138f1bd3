#include "message_arguments.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <utility>

#include "passphrase.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

constexpr std::string_view kDeadLetter = "dead-letter";
constexpr std::size_t kTenantCharactersMax = 64;

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-';
  });
}

/// NAME and FILE of "NAME=FILE"; no name for a FILE alone.
std::pair<std::string, std::string> split_key(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || !is_name(text.substr(0, equals))) return {"", text};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

/// The tenant's key file in a folder of them.
Result<std::string> tenant_key(const std::string& folder, const std::string& tenant) {
  if (tenant.empty()) {
    return Error{ErrorCode::kInvalidArgument, "'" + folder + "' is a folder of keys",
                 "say whose key: --tenant NAME takes NAME.key"};
  }
  if (!is_name(tenant) || tenant.front() == '.' || tenant.size() > kTenantCharactersMax) {
    return Error{ErrorCode::kInvalidArgument, "the tenant's name is no name of a key file",
                 "up to 64 letters, digits, '.', '_' and '-', not starting with '.'"};
  }
  return folder + "/" + tenant + ".key";
}

Result<Keyset> load_key(const std::string& path, const std::string& passphrase_file) {
  NC_ASSIGN_OR_RETURN(const bool sealed, key_file_needs_passphrase(path));
  NC_ASSIGN_OR_RETURN(OpenedKeyset opened, open_keyset(path, sealed ? passphrase_file : ""));
  return std::move(opened.keyset);
}

}  // namespace

bool is_quiet(const MessageArguments& arguments) {
  return arguments.quiet || arguments.out == "-" || arguments.report.json;
}

void add_message_options(CLI::App& verb, MessageArguments& arguments) {
  verb.add_option("--link", arguments.link, "the link between the two sides' schemas")
      ->type_name("LINK")
      ->required();
  verb.add_option("--side", arguments.side, "whose format and schema: a or b")
      ->type_name("SIDE")
      ->required();
  verb.add_option("-k,--key", arguments.keys,
                  "the key file, or a folder with TENANT.key for each tenant; also NAME=FILE, as "
                  "often as need be, for keys that a policy or a sealed field calls NAME")
      ->type_name("KEY")
      ->required()
      ->allow_extra_args(false);
  verb.add_option("--tenant", arguments.tenant,
                  "whose messages: bound to each, and never opened as another's")
      ->type_name("NAME");
  verb.add_option("--ad", arguments.associated_data,
                  "associated data: bound to each message, not stored in it")
      ->type_name("TEXT");
  verb.add_option("--passphrase-file", arguments.passphrase_file, kPassphraseFileHelp)
      ->type_name("FILE");
  verb.add_flag("--stream", arguments.stream,
                "many messages, one after another, in constant memory; order kept");
  verb.add_option("--threads", arguments.threads,
                  "with --stream: how many work side by side, 0 for one for each core; the default "
                  "is 0 for a file and 1 for a pipe. OUT is the same for any number")
      ->type_name("N");
  verb.add_option("--on-error", arguments.on_error,
                  "with --stream, for a message that fails: stop (default); skip it; or seal it "
                  "with the reason into FILE. The exit code is then that of the first failure")
      ->type_name("stop|skip|dead-letter FILE");
  add_report_options(verb, arguments.report);
  verb.add_flag("--force", arguments.force, "replace existing files");
  verb.add_flag("-q,--quiet", arguments.quiet, "no progress bar, no notes");
}

void join_on_error(std::vector<std::string>& words) {
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    if (words[i] != "--on-error" || words[i + 1] != kDeadLetter) continue;
    words[i + 1] += " " + words[i + 2];
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(i) + 2);
  }
}

Result<MessageKeys> load_keys(const MessageArguments& arguments) {
  std::string own;
  NamedKeysets named;
  for (const std::string& text : arguments.keys) {
    const auto [name, path] = split_key(text);
    if (name.empty() && !own.empty()) {
      return Error{ErrorCode::kInvalidArgument, "two keys without a name: " + own + ", " + path,
                   "give one, and the others as NAME=FILE"};
    }
    if (name.empty()) {
      own = path;
      continue;
    }
    NC_ASSIGN_OR_RETURN(Keyset keyset, load_key(path, arguments.passphrase_file));
    if (!named.emplace(name, std::move(keyset)).second) {
      return Error{ErrorCode::kInvalidArgument, "two keys named '" + name + "'", {}};
    }
  }
  if (own.empty()) {
    return Error{ErrorCode::kInvalidArgument, "every key has a name",
                 "give the one that messages are sealed under without a name: -k FILE"};
  }
  if (std::filesystem::is_directory(own)) {
    NC_ASSIGN_OR_RETURN(own, tenant_key(own, arguments.tenant));
  }
  NC_ASSIGN_OR_RETURN(Keyset keyset, load_key(own, arguments.passphrase_file));
  return MessageKeys{std::move(keyset), std::move(named)};
}

Result<MessageStream> MessageStream::create(const MessageArguments& arguments,
                                            const InputFile& in) {
  MessageStream stream;
  // A thread that waits for a pipe would keep an error of another one from ending the program.
  stream.options.threads = arguments.threads.value_or(in.seekable() ? 0 : 1);
  const std::string& on_error = arguments.on_error;
  const std::string prefix = std::string(kDeadLetter) + " ";
  if (on_error == "stop") return stream;
  stream.options.on_error = OnError::kSkip;
  if (on_error == "skip") return stream;
  if (!on_error.starts_with(prefix)) {
    return Error{ErrorCode::kInvalidArgument, "--on-error '" + on_error + "' is unknown",
                 "it is stop, skip, or dead-letter FILE"};
  }
  stream.letters_path_ = on_error.substr(prefix.size());
  NC_ASSIGN_OR_RETURN(stream.letters_, OutputFile::create(stream.letters_path_, arguments.force,
                                                          TerminalRule::kNever));
  stream.options.dead_letters = stream.letters_.get();
  return stream;
}

Status MessageStream::finish(const MessageStreamSummary& summary) const {
  if (summary.failed == 0) return {};
  if (letters_ != nullptr) NC_RETURN_IF_ERROR(letters_->commit());
  Error error = *summary.first_failure;
  error.message = grouped(summary.failed) + " of " + grouped(summary.messages + summary.failed) +
                  " messages were left out; the first: " + error.message;
  if (letters_ != nullptr) {
    error.hint = "neurocrypt open --dead-letters reads '" + letters_path_ + "'";
  }
  return error;
}

}  // namespace neurocrypt::cli
