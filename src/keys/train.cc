// Runs neurocrypt-train: a process of its own, so that libtorch is loaded only while a key is
// trained.
#include "neurocrypt/train.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <vector>

#include "ciphers/cipher.h"
#include "keys/train_protocol.h"

extern char** environ;

namespace neurocrypt {
namespace {

namespace fs = std::filesystem;

bool is_program(const fs::path& path) { return ::access(path.c_str(), X_OK) == 0; }

Result<std::string> find_trainer(const TrainRequest& request) {
  if (!request.trainer.empty()) return request.trainer;
  if (const char* const named = std::getenv("NEUROCRYPT_TRAIN"); named != nullptr && *named != 0) {
    return std::string(named);
  }
  std::error_code ignored;
  const fs::path here = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  for (const fs::path& folder : {here, here.parent_path() / "libexec" / "neurocrypt"}) {
    if (is_program(folder / kTrainerName)) return (folder / kTrainerName).string();
  }
  return Error{
      ErrorCode::kNotFound,
      "the training program " + std::string(kTrainerName) + " is not installed",
      "build with NC_TRAINING=ON, or name it in the environment variable NEUROCRYPT_TRAIN"};
}

Error system_error(const char* what, int code) {
  return {ErrorCode::kIo, std::string(what) + ": " + std::strerror(code)};
}

struct Pipe {
  int read = -1;
  int write = -1;
  ~Pipe() {
    close_end(read);
    close_end(write);
  }
  Status open() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return system_error("cannot make a pipe", errno);
    read = ends[0];
    write = ends[1];
    return {};
  }
  static void close_end(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
};

// The running trainer. Going out of scope stops it and waits for it.
class Child {
 public:
  Child() = default;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    stop();
    (void)wait();
  }

  Status start(const std::vector<std::string>& arguments, const Pipe& out, const Pipe& err) {
    std::vector<char*> argv;
    for (const std::string& argument : arguments)
      argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out.write, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err.write, STDERR_FILENO);
    const int code = ::posix_spawn(&id_, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (code != 0) {
      id_ = -1;
      return Error{code == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
                   "cannot start " + arguments[0] + ": " + std::strerror(code)};
    }
    return {};
  }

  void stop() const {
    if (id_ > 0) ::kill(id_, SIGTERM);
  }

  /// The exit code, or -1 when a signal ended it.
  int wait() {
    if (id_ <= 0) return -1;
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
    }
    id_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t id_ = -1;
};

// Collects what the trainer says until both pipes end.
struct Conversation {
  SecretBytes message{kTrainerMessageBytesMax};
  std::size_t message_bytes = 0;
  std::string lines;         // of standard error, not yet complete
  std::string last_error{};  // the sentence after "error: "

  Status listen(int out, int err, const TrainCallback& progress) {
    pollfd ends[2] = {{out, POLLIN, 0}, {err, POLLIN, 0}};
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
      if (::poll(ends, 2, -1) < 0) {
        if (errno == EINTR) continue;
        return system_error("cannot wait for the trainer", errno);
      }
      if (ends[0].revents != 0) {
        const std::size_t room = message.size() - message_bytes;
        if (room == 0) return Error{ErrorCode::kInternal, "the trainer's message is too long"};
        const ssize_t count = ::read(out, message.data() + message_bytes, room);
        if (count > 0) message_bytes += static_cast<std::size_t>(count);
        if (count == 0 || (count < 0 && errno != EINTR)) ends[0].fd = -1;
      }
      if (ends[1].revents != 0) {
        char buffer[4096];
        const ssize_t count = ::read(err, buffer, sizeof(buffer));
        if (count > 0) {
          lines.append(buffer, static_cast<std::size_t>(count));
          NC_RETURN_IF_ERROR(read_lines(progress));
        }
        if (count == 0 || (count < 0 && errno != EINTR)) ends[1].fd = -1;
      }
    }
    return {};
  }

 private:
  Status read_lines(const TrainCallback& progress) {
    for (std::size_t end = lines.find('\n'); end != std::string::npos; end = lines.find('\n')) {
      const std::string line = lines.substr(0, end);
      lines.erase(0, end + 1);
      if (line.starts_with(kTrainerErrorPrefix))
        last_error = line.substr(kTrainerErrorPrefix.size());
      const auto report = parse_progress(line);
      if (report && progress && !progress(*report)) {
        return Error{ErrorCode::kCancelled, "training was stopped"};
      }
    }
    return {};
  }
};

}  // namespace

Result<KeyMaterial> train_key_material(const MlpArchitecture& architecture,
                                       const TrainRequest& request, const TrainCallback& progress) {
  NC_RETURN_IF_ERROR(family(FamilyId::kAutoencoder).check(architecture));
  NC_ASSIGN_OR_RETURN(const std::string trainer, find_trainer(request));
  std::vector<std::string> arguments = {trainer, "--arch", print(Architecture{architecture})};
  if (request.research_seed) {
    arguments.insert(arguments.end(), {"--seed", std::to_string(*request.research_seed)});
  }
  if (request.steps > 0)
    arguments.insert(arguments.end(), {"--steps", std::to_string(request.steps)});

  Pipe out, err;
  NC_RETURN_IF_ERROR(out.open());
  NC_RETURN_IF_ERROR(err.open());
  Child child;
  NC_RETURN_IF_ERROR(child.start(arguments, out, err));
  Pipe::close_end(out.write);
  Pipe::close_end(err.write);
  Conversation conversation;
  NC_RETURN_IF_ERROR(conversation.listen(out.read, err.read, progress));

  const int exit_code = child.wait();
  const std::string& reason = conversation.last_error;
  switch (exit_code) {
    case kTrainerDone:
      break;
    case kTrainerBadUsage:
      return Error{ErrorCode::kInvalidArgument, reason};
    case kTrainerNotCertified:
      return Error{ErrorCode::kExhausted, reason, "train again, or choose wider or fewer layers"};
    case kTrainerStopped:
      return Error{ErrorCode::kCancelled, "training was stopped"};
    default:
      return Error{ErrorCode::kInternal,
                   trainer + " failed: " + (reason.empty() ? "it ended without a reason" : reason)};
  }
  auto material =
      parse_trained_key(ByteView(conversation.message).first(conversation.message_bytes));
  if (!material) return Error{ErrorCode::kInternal, material.error().message};
  if (material->architecture != Architecture{architecture}) {
    return Error{ErrorCode::kInternal, "the trainer made a key of another architecture"};
  }
  // What it made must load: a trainer of another version is found here, not at the first message.
  auto cipher = family(FamilyId::kAutoencoder).load(material->architecture, material->weights);
  if (!cipher) return Error{ErrorCode::kInternal, cipher.error().message};
  return material;
}

}  // namespace neurocrypt
