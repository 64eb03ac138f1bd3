#include <charconv>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "container/pipeline.h"
#include "files.h"
#include "interrupt.h"
#include "neurocrypt/seal.h"
#include "passphrase.h"
#include "progress.h"
#include "verb.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

struct DecryptOptions {
  std::string key;
  std::string passphrase_file;
  std::string associated_data;
  std::optional<std::string> range;
  int threads = 0;
  std::string in, out;
  bool force = false;
  bool quiet = false;
};

struct ByteRange {
  std::uint64_t from;
  std::uint64_t to;
};

/// "FROM:TO", either of which may be left out.
Result<ByteRange> parse_range(std::string_view text) {
  const Error error = {ErrorCode::kInvalidArgument,
                       "--range '" + std::string(text) + "' is no range",
                       "write FROM:TO in bytes of the plaintext, as in 0:1000 or 4096:"};
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return error;
  ByteRange range = {0, std::numeric_limits<std::uint64_t>::max()};
  const auto parse = [](std::string_view digits, std::uint64_t& number) {
    if (digits.empty()) return true;
    const char* const end = digits.data() + digits.size();
    const auto [stop, problem] = std::from_chars(digits.data(), end, number);
    return problem == std::errc() && stop == end;
  };
  if (!parse(text.substr(0, colon), range.from) || !parse(text.substr(colon + 1), range.to)) {
    return error;
  }
  if (range.from > range.to) return error;
  return range;
}

Status decrypt(const DecryptOptions& options) {
  std::optional<ByteRange> range;
  if (options.range) {
    NC_ASSIGN_OR_RETURN(range, parse_range(*options.range));
  }
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in, InputFile::open(options.in));
  if (range && !in->seekable()) {
    return Error{ErrorCode::kInvalidArgument,
                 "--range needs a file that can be read anywhere, not a pipe",
                 "save the sealed bytes to a file first"};
  }
  NC_ASSIGN_OR_RETURN(const OpenedKeyset opened, open_keyset(options.key, options.passphrase_file));
  NC_ASSIGN_OR_RETURN(const Opener opener,
                      Opener::create(opened.keyset, {.threads = options.threads}));
  catch_interrupts();
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out,
                      OutputFile::create(options.out, options.force, TerminalRule::kTextOnly));
  {
    ProgressBar bar("decrypt", ProgressBar::Unit::kBytes,
                    range ? std::nullopt : in->known_size_bytes(), options.quiet);
    const Progress progress = [&](std::uint64_t done) {
      bar.update(done);
      return !interrupted();
    };
    const ByteView associated_data = as_bytes(options.associated_data);
    NC_RETURN_IF_ERROR(
        range ? opener.open_range(*in, range->from, range->to, *out, associated_data, progress)
              : opener.open_stream(*in, *out, associated_data, progress));
  }
  return out->commit();
}

}  // namespace

Verb add_decrypt(CLI::App& app) {
  auto options = std::make_shared<DecryptOptions>();
  CLI::App* const verb = app.add_subcommand(
      "decrypt",
      "Opens a sealed file. OUT appears complete and verified, or not at all; on standard output, "
      "every byte is verified before it is written.");
  verb->add_option("-k,--key", options->key, "the key file")->type_name("KEY")->required();
  verb->add_option("--ad", options->associated_data, "the associated data given to encrypt")
      ->type_name("TEXT");
  verb->add_option("--range", options->range,
                   "only bytes FROM to TO (not included) of the plaintext; either may be left out")
      ->type_name("FROM:TO");
  verb->add_option("--threads", options->threads, "0 (default): one for each core")
      ->type_name("N")
      ->check(CLI::Range(0, kThreadsMax).description(""));
  verb->add_option("--passphrase-file", options->passphrase_file, kPassphraseFileHelp)
      ->type_name("FILE");
  verb->add_flag("--force", options->force, "replace an existing OUT");
  verb->add_flag("-q,--quiet", options->quiet, "no progress bar");
  verb->add_option("IN", options->in, "the sealed file, or - for standard input")->required();
  verb->add_option("OUT", options->out, "the opened file, or - for standard output")->required();
  verb->footer(
      "Examples:\n"
      "  neurocrypt decrypt -k my.key report.pdf.sealed report.pdf\n"
      "  neurocrypt decrypt -k my.key --range 0:512 disk.sealed - | file -");
  return {verb, [options] { return decrypt(*options); }};
}

}  // namespace neurocrypt::cli
