// A program of the researcher's own behind a pipe: docs/formats/lab-pipe.md.
#include "lab/targets/pipe.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <mutex>

#include "base/hex.h"
#include "lab/targets/catalogue.h"

extern char** environ;

namespace neurocrypt::lab {
namespace {

constexpr std::string_view kGreeting = "neurocrypt-lab 1";
constexpr int kAnswerSecondsMax = 60;
constexpr std::size_t kBlocksPerLine = 256;
constexpr std::size_t kLineBytesMax = 16 << 20;
constexpr std::size_t kBlockBytesMax = 4096;
constexpr std::size_t kNumbersMax = 4096;

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> all;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    if (end > 0) all.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return all;
}

template <typename T>
bool parse_number(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

Error broken_program(const std::string& command, const std::string& answer) {
  return {ErrorCode::kCorrupt, "'" + command + "' breaks the protocol: " + answer,
          "see docs/formats/lab-pipe.md"};
}

bool parse_size(std::string_view text, std::size_t& value) {
  return parse_number(text, value) && value >= 1 && value <= kNumbersMax;
}

/// The program and the socket that is its standard input and output.
class Program final : public LineProgram {
 public:
  static Result<std::shared_ptr<Program>> start(const std::string& command) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return system_error();
    auto program = std::shared_ptr<Program>(new Program(command, ends[0]));
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::string shell = "sh", flag = "-c", text = command;
    char* const arguments[] = {shell.data(), flag.data(), text.data(), nullptr};
    const int code =
        ::posix_spawn(&program->process_, "/bin/sh", &actions, nullptr, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (code != 0) {
      program->process_ = -1;
      errno = code;
      return system_error();
    }
    return program;
  }

  ~Program() override {
    ::close(socket_);  // the program reads the end of its input, and ends
    if (process_ > 0) {
      for (int tenths = 0; tenths < 10; ++tenths) {
        if (::waitpid(process_, nullptr, WNOHANG) != 0) return;
        ::usleep(100'000);
      }
      ::kill(process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
    }
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  Result<std::string> ask(const std::string& line) override {
    const std::lock_guard lock(mutex_);
    const Status sent = send(line + "\n");
    // A program that has ended may have said something before.
    Result<std::string> answer = receive();
    return answer.ok() || sent.ok() ? std::move(answer) : sent.error();
  }
  Result<std::string> receive() override {
    for (;;) {
      const std::size_t end = received_.find('\n');
      if (end != std::string::npos) {
        std::string line = received_.substr(0, end);
        received_.erase(0, end + 1);
        if (!line.empty() && line.back() == '\r') line.pop_back();
        return line;
      }
      if (received_.size() > kLineBytesMax)
        return broken_program(command_, "a line without an end");
      pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
      const int ready = ::poll(&wait, 1, kAnswerSecondsMax * 1000);
      if (ready < 0 && errno == EINTR) continue;
      if (ready == 0) return broken_program(command_, "nothing for 60 seconds");
      char buffer[1 << 16];
      const ssize_t size = ::read(socket_, buffer, sizeof(buffer));
      if (size < 0 && errno == EINTR) continue;
      if (size <= 0) {
        return Error{ErrorCode::kIo, "'" + command_ + "' has ended",
                     "it must answer every line until its input ends: docs/formats/lab-pipe.md"};
      }
      received_.append(buffer, static_cast<std::size_t>(size));
    }
  }

 private:
  Program(std::string command, int socket) : command_(std::move(command)), socket_(socket) {}

  static Error system_error() {
    return {ErrorCode::kIo, std::string("cannot start a program: ") + std::strerror(errno), {}};
  }

  Status send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t size = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) return Error{ErrorCode::kIo, "'" + command_ + "' has ended", {}};
      text.remove_prefix(static_cast<std::size_t>(size));
    }
    return {};
  }

  std::string command_;
  int socket_;
  pid_t process_ = -1;
  std::string received_;
  std::mutex mutex_;
};

class PipeFaces final : public BlockFace,
                        public KeystreamFace,
                        public RealFace,
                        public MessageFace {
 public:
  PipeFaces(std::string command, std::shared_ptr<LineProgram> program)
      : command_(std::move(command)), program_(std::move(program)) {}

  /// Reads what the program offers into `target`.
  static Result<Target> greet(const std::shared_ptr<PipeFaces>& faces) {
    Target target;
    NC_ASSIGN_OR_RETURN(std::string line, faces->ask(std::string(kGreeting)));
    while (line != "ready") {
      const auto part = words(line);
      if (part.size() >= 4 && part[0] == "block" && faces->parse_shape(part)) {
        target.block = faces;
        faces->invertible_ = part.size() < 5 || part[4] != "one-way";
      } else if (line == "keystream") {
        target.keystream = faces;
      } else if (part.size() == 3 && part[0] == "real" && parse_size(part[1], faces->inputs_) &&
                 parse_size(part[2], faces->outputs_)) {
        target.real = faces;
      } else if (line == "messages") {
        target.message = faces;
      } else if (part.size() > 1 && part[0] == "about") {
        target.description = line.substr(6);
      } else {
        return faces->broken("'" + line + "' is no face");
      }
      NC_ASSIGN_OR_RETURN(line, faces->checked(faces->program_->receive()));
    }
    return target;
  }

  [[nodiscard]] BlockShape shape() const override { return shape_; }
  [[nodiscard]] bool invertible() const override { return invertible_; }
  Status encrypt(ByteView blocks, MutableBytes codes) const override {
    return transform("encrypt ", blocks, shape_.block_bytes, codes, shape_.code_bytes);
  }
  Status decrypt(ByteView codes, MutableBytes blocks) const override {
    return transform("decrypt ", codes, shape_.code_bytes, blocks, shape_.block_bytes);
  }

  Status keystream(const Nonce& nonce, std::uint64_t chunk, MutableBytes out) const override {
    return ask_bytes("keystream " + to_hex(nonce) + " " + std::to_string(chunk) + " " +
                         std::to_string(out.size()),
                     out);
  }

  [[nodiscard]] std::size_t inputs() const override { return inputs_; }
  [[nodiscard]] std::size_t outputs() const override { return outputs_; }
  Status evaluate(std::span<const double> x, std::span<double> y) const override {
    std::string line = "evaluate";
    for (const double value : x) {
      char text[32];
      const auto end = std::to_chars(text, text + sizeof(text), value).ptr;  // shortest exact form
      line += " " + std::string(text, end);
    }
    NC_ASSIGN_OR_RETURN(const std::string answer, ask(line));
    const auto numbers = words(answer);
    bool good = numbers.size() == y.size();
    for (std::size_t i = 0; good && i < y.size(); ++i) {
      good = parse_number(numbers[i], y[i]) && std::isfinite(y[i]);
    }
    if (!good) return broken("'" + answer.substr(0, 80) + "' is not its outputs");
    return {};
  }

  [[nodiscard]] Result<ByteString> seal(ByteView message, std::uint64_t draw) const override {
    return ask_message("seal " + std::to_string(draw) + " " + to_hex(message));
  }
  [[nodiscard]] Result<ByteString> open(ByteView sealed) const override {
    return ask_message("open " + to_hex(sealed));
  }

 private:
  /// "error TEXT" is an error.
  [[nodiscard]] Result<std::string> checked(Result<std::string> answer) const {
    if (!answer.ok() || !answer->starts_with("error")) return answer;
    return Error{ErrorCode::kIo, "'" + command_ + "' answers: " + *answer, {}};
  }
  [[nodiscard]] Result<std::string> ask(const std::string& line) const {
    return checked(program_->ask(line));
  }
  [[nodiscard]] Error broken(const std::string& answer) const {
    return broken_program(command_, answer);
  }

  bool parse_shape(const std::vector<std::string_view>& part) {
    if (!parse_number(part[1], shape_.block_bytes) || !parse_number(part[2], shape_.code_bytes)) {
      return false;
    }
    if (part[3] == "bits") {
      shape_.unit = CodeUnit::kBits;
    } else if (part[3] == "int8") {
      shape_.unit = CodeUnit::kInt8;
    } else if (part[3] == "float32" && shape_.code_bytes % 4 == 0) {
      shape_.unit = CodeUnit::kFloat32;
    } else {
      return false;
    }
    return shape_.block_bytes >= 1 && shape_.block_bytes <= kBlockBytesMax &&
           shape_.code_bytes >= 1 && shape_.code_bytes <= kBlockBytesMax;
  }

  Status ask_bytes(const std::string& line, MutableBytes out) const {
    NC_ASSIGN_OR_RETURN(const std::string answer, ask(line));
    const std::optional<ByteString> bytes = from_hex(answer);
    if (!bytes || bytes->size() != out.size()) {
      return broken("'" + answer.substr(0, 80) + "' is not " + std::to_string(out.size()) +
                    " bytes in hexadecimal");
    }
    std::copy(bytes->begin(), bytes->end(), out.begin());
    return {};
  }

  Result<ByteString> ask_message(const std::string& line) const {
    NC_ASSIGN_OR_RETURN(const std::string answer, ask(line));
    if (answer == "not authentic") {
      return Error{ErrorCode::kNotAuthentic, "the message was changed", {}};
    }
    std::optional<ByteString> bytes = from_hex(answer);
    if (!bytes) return broken("not hexadecimal");
    return *std::move(bytes);
  }

  Status transform(const char* verb, ByteView in, std::size_t in_bytes, MutableBytes out,
                   std::size_t out_bytes) const {
    const std::size_t blocks = in.size() / in_bytes;
    for (std::size_t at = 0; at < blocks; at += kBlocksPerLine) {
      const std::size_t n = std::min(kBlocksPerLine, blocks - at);
      NC_RETURN_IF_ERROR(ask_bytes(verb + to_hex(in.subspan(at * in_bytes, n * in_bytes)),
                                   out.subspan(at * out_bytes, n * out_bytes)));
    }
    return {};
  }

  std::string command_;
  std::shared_ptr<LineProgram> program_;
  BlockShape shape_{16, 16};
  bool invertible_ = true;
  std::size_t inputs_ = 0;
  std::size_t outputs_ = 0;
};

}  // namespace

Result<Target> make_pipe_target(const std::string& command) {
  NC_ASSIGN_OR_RETURN(const std::shared_ptr<Program> program, Program::start(command));
  return make_line_target(command, program);
}

Result<Target> make_line_target(const std::string& command, std::shared_ptr<LineProgram> program) {
  const auto faces = std::make_shared<PipeFaces>(command, std::move(program));
  NC_ASSIGN_OR_RETURN(Target target, PipeFaces::greet(faces));
  target.name = "pipe:" + command;
  if (target.description.empty()) target.description = "the program '" + command + "'";
  return target;
}

}  // namespace neurocrypt::lab
