// Passphrases: from a file, or asked for on the terminal. Never from the command line or the
// environment, where other processes can read them.
#pragma once

#include <optional>
#include <string>

#include "neurocrypt/keyset.h"

namespace neurocrypt::cli {

/// The first line of `path`, which may be a pipe; without its newline.
///
/// Errors   kNotFound, kIo; kInvalidArgument when it is empty or longer than 1 KiB.
Result<SecretBytes> read_passphrase(const std::string& path);

/// Asks on the terminal without echo, twice for a new passphrase.
///
/// Errors   kInvalidArgument when there is no terminal, the answer is empty, or the two differ.
Result<SecretBytes> ask_passphrase(const std::string& question, bool twice);

/// A keyset and the passphrase of its file, kept to write the file again.
struct OpenedKeyset {
  Keyset keyset;
  std::optional<SecretBytes> passphrase;

  [[nodiscard]] const SecretBytes* passphrase_or_null() const {
    return passphrase ? &*passphrase : nullptr;
  }
};

/// Loads a key file; a sealed one takes its passphrase from `passphrase_file` or asks for it.
Result<OpenedKeyset> open_keyset(const std::string& path, const std::string& passphrase_file);

inline constexpr char kPassphraseFileHelp[] =
    "file whose first line is the key file's passphrase; may be a pipe, as in <(pass show x). "
    "Without it, a sealed key file asks on the terminal";

}  // namespace neurocrypt::cli
