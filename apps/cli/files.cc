#include "files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "interrupt.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

Error system_error(const std::string& what, int error) {
  return {error == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
          what + ": " + std::strerror(error), ""};
}

Error exists_error(const std::string& path) {
  return {ErrorCode::kRefused, "'" + path + "' exists already",
          "pass --force to replace it, or choose another name"};
}

/// The permissions a new file gets by default.
unsigned default_mode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666U & ~mask;
}

bool is_binary(ByteView bytes) {
  return std::any_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) {
    return (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t') || byte == 0x7f;
  });
}

}  // namespace

InputFile::InputFile(std::string name, int descriptor, std::optional<std::uint64_t> size_bytes)
    : name_(std::move(name)), descriptor_(descriptor), size_bytes_(size_bytes) {}

InputFile::~InputFile() {
  if (descriptor_ != STDIN_FILENO) close(descriptor_);
}

Result<std::unique_ptr<InputFile>> InputFile::open(const std::string& path) {
  const bool standard = path == "-";
  const std::string name = standard ? "standard input" : "'" + path + "'";
  const int descriptor =
      standard ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (descriptor < 0) return system_error("cannot read " + name, errno);
  std::unique_ptr<InputFile> file(new InputFile(name, descriptor, std::nullopt));
  struct stat status = {};
  if (fstat(descriptor, &status) != 0) return system_error("cannot read " + name, errno);
  if (S_ISDIR(status.st_mode)) return system_error("cannot read " + name, EISDIR);
  if (S_ISREG(status.st_mode) && !standard) {
    file->size_bytes_ = static_cast<std::uint64_t>(status.st_size);
  }
  return file;
}

Result<std::size_t> InputFile::read(MutableBytes buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    if (interrupted()) return cancelled();
    const ssize_t count = ::read(descriptor_, buffer.data() + filled, buffer.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error("cannot read " + name_, errno);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  return filled;
}

Status InputFile::seek(std::uint64_t offset) {
  if (lseek(descriptor_, static_cast<off_t>(offset), SEEK_SET) < 0) {
    return system_error("cannot seek in " + name_, errno);
  }
  return {};
}

Result<std::unique_ptr<OutputFile>> OutputFile::create(const std::string& path, bool replace,
                                                       TerminalRule rule) {
  std::unique_ptr<OutputFile> file(new OutputFile);
  file->path_ = path;
  file->replace_ = replace;
  struct stat status = {};
  const bool exists = path != "-" && stat(path.c_str(), &status) == 0;
  if (path == "-") {
    file->descriptor_ = STDOUT_FILENO;
  } else if (exists && S_ISDIR(status.st_mode)) {
    return system_error("cannot write '" + path + "'", EISDIR);
  } else if (exists && !S_ISREG(status.st_mode)) {
    file->descriptor_ = open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (file->descriptor_ < 0) return system_error("cannot write '" + path + "'", errno);
  }
  if (file->descriptor_ >= 0) {
    if (!is_terminal(file->descriptor_)) return file;
    if (rule == TerminalRule::kNever) {
      return Error{ErrorCode::kRefused, "will not write ciphertext to a terminal",
                   "name a file, or redirect standard output"};
    }
    file->refuse_binary_ = true;
    return file;
  }

  if (exists && !replace) return exists_error(path);
  // A replaced file keeps its permissions: secrets do not become readable by being rewritten.
  file->mode_ = exists ? status.st_mode & 0777U : default_mode();
  std::string name = path + ".XXXXXX";
  file->descriptor_ = mkostemp(name.data(), O_CLOEXEC);  // readable by the owner only until commit
  if (file->descriptor_ < 0) return system_error("cannot create '" + path + "'", errno);
  file->temporary_ = std::move(name);
  return file;
}

Status OutputFile::write(ByteView bytes) {
  if (refuse_binary_ && is_binary(bytes)) {
    return Error{ErrorCode::kRefused, "will not write binary data to a terminal",
                 "name a file, or redirect standard output"};
  }
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) {
      if (interrupted()) return cancelled();
      continue;
    }
    if (count < 0) {
      return system_error("cannot write " + (path_ == "-" ? "standard output" : "'" + path_ + "'"),
                          errno);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

Status OutputFile::commit() {
  if (temporary_.empty()) return {};
  if (fchmod(descriptor_, mode_) != 0 || fsync(descriptor_) != 0) {
    return system_error("cannot write '" + path_ + "'", errno);
  }
  int outcome = renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(),
                          replace_ ? 0 : RENAME_NOREPLACE);
  if (outcome != 0 && errno == EINVAL) {  // a file system without RENAME_NOREPLACE
    if (access(path_.c_str(), F_OK) == 0) return exists_error(path_);
    outcome = rename(temporary_.c_str(), path_.c_str());
  }
  if (outcome != 0 && errno == EEXIST) return exists_error(path_);
  if (outcome != 0) return system_error("cannot write '" + path_ + "'", errno);
  temporary_.clear();
  return {};
}

OutputFile::~OutputFile() {
  if (!temporary_.empty()) unlink(temporary_.c_str());
  if (descriptor_ >= 0 && descriptor_ != STDOUT_FILENO) close(descriptor_);
}

Status BufferedSink::write(ByteView bytes) {
  constexpr std::size_t kBufferBytes = 64 << 10;
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  return buffer_.size() < kBufferBytes ? Status() : flush();
}

Status BufferedSink::flush() {
  NC_RETURN_IF_ERROR(sink_.write(buffer_));
  buffer_.clear();
  return {};
}

Result<ByteString> read_message(Source& source) {
  ByteString bytes(64 << 10);
  for (std::size_t size = 0;;) {
    NC_ASSIGN_OR_RETURN(const std::size_t got, source.read(MutableBytes(bytes).subspan(size)));
    size += got;
    if (size < bytes.size()) {  // a source fills what it is given, unless it ends
      bytes.resize(size);
      return bytes;
    }
    if (size >= kMessageBytesMax) {
      return Error{ErrorCode::kExhausted, "one message of more than 256 MiB",
                   "use --stream if it is many messages"};
    }
    bytes.resize(2 * size);
  }
}

Result<ByteString> read_start(const std::string& path, std::size_t limit) {
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> file, InputFile::open(path));
  ByteString bytes(limit);
  NC_ASSIGN_OR_RETURN(const std::size_t size, file->read(bytes));
  bytes.resize(size);
  return bytes;
}

}  // namespace neurocrypt::cli
