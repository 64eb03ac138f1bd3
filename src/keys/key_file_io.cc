// Key files on disk: who may read them, and how they are replaced without a moment of neither.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/random.h"
#include "keys/key_file.h"

namespace neurocrypt {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kOthersMask = 0077;

// An open file, closed when it goes out of scope.
class File {
 public:
  File(const std::string& path, int flags)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, kOwnerOnly)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] bool ok() const { return descriptor_ >= 0; }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

Error system_error(const std::string& action, const std::string& path) {
  const int code = errno;
  const std::string message = "cannot " + action + " " + path + ": " + std::strerror(code);
  if (code == ENOENT) return {ErrorCode::kNotFound, message, "check the path"};
  if (code == EEXIST) {
    return {ErrorCode::kRefused, message, "choose another name; a key file is never overwritten"};
  }
  return {ErrorCode::kIo, message, {}};
}

// Reads until `buffer` is full or the file ends.
Result<std::size_t> read_up_to(const File& file, MutableBytes buffer, const std::string& path) {
  std::size_t done = 0;
  while (done < buffer.size()) {
    const ssize_t count = ::read(file.descriptor(), buffer.data() + done, buffer.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error("read", path);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

// Grows by doubling, since a pipe does not know its size.
Result<SecretBytes> read_whole(const File& file, const std::string& path) {
  SecretBytes bytes(64 << 10);
  std::size_t size = 0;
  while (true) {
    NC_ASSIGN_OR_RETURN(const std::size_t count,
                        read_up_to(file, MutableBytes(bytes).subspan(size), path));
    size += count;
    if (size < bytes.size()) break;
    if (size > kKeyFileBytesMax) {
      return Error{ErrorCode::kCorrupt, path + " is larger than any key file",
                   "name a file that neurocrypt keygen made"};
    }
    SecretBytes larger(bytes.size() * 2);
    std::copy_n(bytes.begin(), size, larger.begin());
    bytes = std::move(larger);
  }
  SecretBytes exact(size);
  std::copy_n(bytes.begin(), size, exact.begin());
  return exact;
}

Status write_whole(const File& file, ByteView bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.descriptor(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error("write", path);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  if (::fsync(file.descriptor()) != 0) return system_error("write", path);
  return {};
}

// Creates `path`, which must not exist, with all of `bytes` or not at all.
Status write_new_file(const std::string& path, ByteView bytes) {
  const File file(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
  if (!file.ok()) return system_error("create", path);
  Status written = write_whole(file, bytes, path);
  if (!written.ok()) ::unlink(path.c_str());
  return written;
}

// A rename is durable once its directory is; a file system that cannot sync one has no better to
// offer.
void sync_directory_of(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path();
  const File directory(parent.empty() ? "." : parent, O_RDONLY | O_DIRECTORY);
  if (directory.ok()) ::fsync(directory.descriptor());
}

Status replace_file(const std::string& path, ByteView bytes) {
  // Through a symbolic link, its target is replaced rather than the link.
  std::error_code none_yet;
  const std::filesystem::path canonical = std::filesystem::canonical(path, none_yet);
  const std::string target = none_yet ? path : canonical.string();
  std::uint8_t random[8];
  fill_random(random);
  std::string temporary = target + ".new-";
  for (const std::uint8_t byte : random) temporary += static_cast<char>('a' + byte % 26);
  NC_RETURN_IF_ERROR(write_new_file(temporary, bytes));
  if (::rename(temporary.c_str(), target.c_str()) != 0) {
    Error error = system_error("replace", target);
    ::unlink(temporary.c_str());
    return error;
  }
  sync_directory_of(target);
  return {};
}

}  // namespace

Result<Keyset> load_key_file(const std::string& path, const SecretBytes* passphrase) {
  const File file(path, O_RDONLY);
  if (!file.ok()) return system_error("open", path);
  struct stat status {};
  if (::fstat(file.descriptor(), &status) != 0) return system_error("read", path);
  NC_ASSIGN_OR_RETURN(const SecretBytes bytes, read_whole(file, path));
  if (is_key_file(bytes) && !is_sealed_key_file(bytes) && S_ISREG(status.st_mode) &&
      (status.st_mode & kOthersMask) != 0) {
    return Error{ErrorCode::kRefused, path + " is not sealed, and other users may access it",
                 "make it yours alone: chmod 600 " + path};
  }
  return parse_key_file(bytes, passphrase);
}

Status store_key_file(const Keyset& keyset, const std::string& path, const SecretBytes* passphrase,
                      bool replace) {
  NC_ASSIGN_OR_RETURN(const SecretBytes bytes, print_key_file(keyset, passphrase));
  if (replace) return replace_file(path, bytes);
  NC_RETURN_IF_ERROR(write_new_file(path, bytes));
  sync_directory_of(path);
  return {};
}

Result<bool> key_file_needs_passphrase(const std::string& path) {
  const File file(path, O_RDONLY);
  if (!file.ok()) return system_error("open", path);
  std::uint8_t start[16];
  NC_ASSIGN_OR_RETURN(const std::size_t size, read_up_to(file, start, path));
  return is_sealed_key_file(ByteView(start, size));
}

}  // namespace neurocrypt
