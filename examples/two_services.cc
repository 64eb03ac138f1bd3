// Two services over a socket: an authentication service that speaks JSON, a logging service that
// speaks Protobuf, and nothing but sealed bytes between them.
// Usage: example_two_services LINK
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <iostream>
#include <string>

#include "neurocrypt/message.h"

using namespace neurocrypt;

// One end of the socket. What it sends goes through in frames, so it reads what there is.
class Socket : public Source, public Sink {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket() override { close(descriptor_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  Result<std::size_t> read(MutableBytes buffer) override {
    const ssize_t count = ::read(descriptor_, buffer.data(), buffer.size());
    if (count < 0) return Error{ErrorCode::kIo, "cannot read from the socket"};
    return static_cast<std::size_t>(count);
  }
  Status write(ByteView bytes) override {
    while (!bytes.empty()) {
      const ssize_t count = send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count < 0) return Error{ErrorCode::kIo, "cannot write to the socket"};
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return {};
  }

  // One sealed message: its length in four bytes, then itself.
  Status send_message(ByteView sealed) {
    std::uint8_t size[4];
    for (int i = 0; i < 4; ++i) size[i] = static_cast<std::uint8_t>(sealed.size() >> (24 - 8 * i));
    NC_RETURN_IF_ERROR(write(size));
    return write(sealed);
  }
  Result<ByteString> receive_message() {
    std::uint8_t size[4];
    NC_RETURN_IF_ERROR(receive(size));
    ByteString sealed(std::size_t{size[0]} << 24 | size[1] << 16 | size[2] << 8 | size[3]);
    if (sealed.size() > kSealedBytesMax) return Error{ErrorCode::kCorrupt, "no message"};
    NC_RETURN_IF_ERROR(receive(sealed));
    return sealed;
  }

 private:
  static constexpr std::size_t kSealedBytesMax = 1 << 20;

  Status receive(MutableBytes buffer) {
    while (!buffer.empty()) {
      NC_ASSIGN_OR_RETURN(const std::size_t count, read(buffer));
      if (count == 0) return Error{ErrorCode::kIo, "the other service has gone"};
      buffer = buffer.subspan(count);
    }
    return {};
  }

  int descriptor_;
};

// Service B: opens a log event, as Protobuf bytes, and seals the same event as its answer. What its
// own schema has no place for (the session) goes back as the rest of the request.
Status logging_service(Socket& socket, const MessageLink& link, const Keyset& keyset) {
  NC_ASSIGN_OR_RETURN(const MessageOpener opener, MessageOpener::create(link, Side::kB, keyset));
  NC_ASSIGN_OR_RETURN(const MessageSealer sealer, MessageSealer::create(link, Side::kB, keyset));
  NC_ASSIGN_OR_RETURN(const ByteString request, socket.receive_message());
  ByteString rest;
  NC_ASSIGN_OR_RETURN(const ByteString event, opener.open(request, nullptr, &rest));
  std::cout << "B has a log event of " << event.size() << " bytes of Protobuf; it says auth_login: "
            << (as_text(event).find("auth_login") != std::string_view::npos ? "yes" : "no") << "\n";
  NC_ASSIGN_OR_RETURN(const ByteString answer, sealer.seal(event, nullptr, rest));
  return socket.send_message(answer);
}

// Service A: sends an event, and expects it back exactly as it was.
Status authentication_service(Socket& socket, const MessageLink& link, const Keyset& keyset) {
  constexpr std::string_view kEvent =
      R"({"user":"alice","action":"login","timestamp":1234567890,"session":"1027c4d1"})";
  NC_ASSIGN_OR_RETURN(const MessageSealer sealer, MessageSealer::create(link, Side::kA, keyset));
  NC_ASSIGN_OR_RETURN(const MessageOpener opener, MessageOpener::create(link, Side::kA, keyset));
  NC_ASSIGN_OR_RETURN(const ByteString request, sealer.seal(as_bytes(kEvent)));
  std::cout << "A sends " << kEvent << "\n  as " << request.size() << " sealed bytes" << std::endl;
  NC_RETURN_IF_ERROR(socket.send_message(request));
  NC_ASSIGN_OR_RETURN(const ByteString answer, socket.receive_message());
  NC_ASSIGN_OR_RETURN(const ByteString back, opener.open(answer));
  std::cout << "A reads " << as_text(back) << "\n";
  if (as_text(back) != kEvent) return Error{ErrorCode::kInternal, "the answer differs"};
  return {};
}

Status run(const std::string& link_path) {
  // In the world, each service loads the same key file.
  NC_ASSIGN_OR_RETURN(KeyMaterial material,
                      generate_key_material(FamilyId::kLattice, LatticeArchitecture{}));
  NC_ASSIGN_OR_RETURN(const Keyset keyset, Keyset::create(std::move(material)));
  NC_ASSIGN_OR_RETURN(const MessageLink link, MessageLink::load(link_path));
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) {
    return Error{ErrorCode::kIo, "cannot make a pair of sockets"};
  }
  const pid_t child = fork();
  if (child < 0) return Error{ErrorCode::kIo, "cannot start a second process"};
  if (child == 0) {
    close(ends[0]);
    Socket socket(ends[1]);
    const Status status = logging_service(socket, link, keyset);
    if (!status.ok()) std::cerr << "B: " << status.error().message << "\n";
    std::cout.flush();
    _exit(status.ok() ? 0 : 1);
  }
  close(ends[1]);
  Socket socket(ends[0]);
  NC_RETURN_IF_ERROR(authentication_service(socket, link, keyset));
  int outcome = 0;
  waitpid(child, &outcome, 0);
  if (outcome != 0) return Error{ErrorCode::kInternal, "the logging service failed"};
  return {};
}

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: example_two_services LINK\n";
    return 2;
  }
  const Status status = run(argv[1]);
  if (!status.ok()) std::cerr << "error: " << status.error().message << "\n";
  return status.ok() ? 0 : 1;
}
