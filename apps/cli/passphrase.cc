#include "passphrase.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "interrupt.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

constexpr std::size_t kPassphraseBytesMax = 1024;

/// Reads one line from `descriptor` into secret memory.
Result<SecretBytes> read_line(int descriptor, const std::string& name) {
  SecretBytes line(kPassphraseBytesMax + 1);
  std::size_t size = 0;
  while (size < line.size()) {
    const ssize_t count = read(descriptor, line.data() + size, 1);
    if (count < 0 && errno == EINTR) {
      if (interrupted()) return cancelled();
      continue;
    }
    if (count < 0)
      return Error{ErrorCode::kIo, "cannot read " + name + ": " + std::strerror(errno)};
    if (count == 0 || line[size] == '\n') break;
    ++size;
  }
  if (size > kPassphraseBytesMax) {
    return Error{ErrorCode::kInvalidArgument,
                 name + " is longer than " + std::to_string(kPassphraseBytesMax) + " bytes"};
  }
  if (size > 0 && line[size - 1] == '\r') --size;
  if (size == 0) return Error{ErrorCode::kInvalidArgument, name + " is empty"};
  SecretBytes passphrase(size);
  std::copy_n(line.begin(), size, passphrase.begin());
  return passphrase;
}

/// A terminal without echo for the lifetime of the object.
class SilentTerminal {
 public:
  explicit SilentTerminal(int descriptor) : descriptor_(descriptor) {
    tcgetattr(descriptor_, &before_);
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    silent.c_lflag |= ECHONL;
    tcsetattr(descriptor_, TCSAFLUSH, &silent);
  }
  ~SilentTerminal() {
    tcsetattr(descriptor_, TCSAFLUSH, &before_);
    close(descriptor_);
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;

 private:
  int descriptor_;
  termios before_{};
};

Result<SecretBytes> ask_once(int terminal, const std::string& question) {
  const std::string prompt = question + ": ";
  if (write(terminal, prompt.data(), prompt.size()) < 0) {
    return Error{ErrorCode::kIo,
                 std::string("cannot write to the terminal: ") + std::strerror(errno)};
  }
  return read_line(terminal, "the passphrase");
}

}  // namespace

Result<SecretBytes> read_passphrase(const std::string& path) {
  const std::string name = "the passphrase file '" + path + "'";
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (descriptor < 0) {
    return Error{errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
                 "cannot read " + name + ": " + std::strerror(errno)};
  }
  struct stat status = {};
  if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & 077U) != 0) {
    print_warning(name + " is readable by others");
  }
  Result<SecretBytes> passphrase = read_line(descriptor, name);
  close(descriptor);
  return passphrase;
}

Result<SecretBytes> ask_passphrase(const std::string& question, bool twice) {
  const int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (terminal < 0) {
    return Error{ErrorCode::kInvalidArgument,
                 "a passphrase is needed and there is no terminal to ask on",
                 "pass --passphrase-file FILE"};
  }
  catch_interrupts();  // so that Ctrl-C gives the echo back
  const SilentTerminal silent(terminal);
  NC_ASSIGN_OR_RETURN(SecretBytes passphrase, ask_once(terminal, question));
  if (twice) {
    NC_ASSIGN_OR_RETURN(const SecretBytes again, ask_once(terminal, "The same again"));
    if (!std::equal(passphrase.begin(), passphrase.end(), again.begin(), again.end())) {
      return Error{ErrorCode::kInvalidArgument, "the two passphrases differ"};
    }
  }
  return passphrase;
}

Result<OpenedKeyset> open_keyset(const std::string& path, const std::string& passphrase_file) {
  std::optional<SecretBytes> passphrase;
  NC_ASSIGN_OR_RETURN(const bool needed, key_file_needs_passphrase(path));
  if (!passphrase_file.empty()) {
    if (!needed) {
      return Error{ErrorCode::kInvalidArgument, "'" + path + "' is not sealed under a passphrase",
                   "leave --passphrase-file out"};
    }
    NC_ASSIGN_OR_RETURN(passphrase, read_passphrase(passphrase_file));
  } else if (needed) {
    NC_ASSIGN_OR_RETURN(passphrase, ask_passphrase("Passphrase of " + path, false));
  }
  NC_ASSIGN_OR_RETURN(Keyset keyset, load_key_file(path, passphrase ? &*passphrase : nullptr));
  return OpenedKeyset{std::move(keyset), std::move(passphrase)};
}

}  // namespace neurocrypt::cli
