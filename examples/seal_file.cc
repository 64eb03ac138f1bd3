// Seals a file of any size in constant memory, on all cores, with progress; opens it again and
// compares. Usage: example_seal_file IN OUT (writes OUT.sealed and OUT.opened)
#include <fstream>
#include <iostream>
#include <iterator>

#include "neurocrypt/seal.h"

using namespace neurocrypt;

class FileSource : public Source {
 public:
  explicit FileSource(const std::string& path) : file_(path, std::ios::binary) {}
  Result<std::size_t> read(MutableBytes buffer) override {
    file_.read(reinterpret_cast<char*>(buffer.data()), static_cast<std::streamsize>(buffer.size()));
    if (file_.bad() || !file_.is_open()) return Error{ErrorCode::kIo, "cannot read"};
    return static_cast<std::size_t>(file_.gcount());
  }

 private:
  std::ifstream file_;
};

class FileSink : public Sink {
 public:
  explicit FileSink(const std::string& path) : file_(path, std::ios::binary) {}
  Status write(ByteView bytes) override {
    file_.write(reinterpret_cast<const char*>(bytes.data()),
                static_cast<std::streamsize>(bytes.size()));
    file_.flush();
    if (!file_) return Error{ErrorCode::kIo, "cannot write"};
    return {};
  }

 private:
  std::ofstream file_;
};

bool print_progress(std::uint64_t bytes_done) {
  std::cout << bytes_done << " bytes\n";
  return true;  // false would cancel
}

Status run(const std::string& in, const std::string& out) {
  NC_ASSIGN_OR_RETURN(KeyMaterial material,
                      generate_key_material(FamilyId::kLattice, LatticeArchitecture{}));
  NC_ASSIGN_OR_RETURN(const Keyset keyset, Keyset::create(std::move(material)));
  NC_ASSIGN_OR_RETURN(const Sealer sealer, Sealer::create(keyset, {.threads = 0}));
  NC_ASSIGN_OR_RETURN(const Opener opener, Opener::create(keyset, {.threads = 0}));

  FileSource plain(in);
  FileSink sealed(out + ".sealed");
  NC_RETURN_IF_ERROR(sealer.seal_stream(plain, sealed, {}, print_progress));

  // Every chunk is verified before it is written, but an error can come after the first ones have
  // been: what has been written is to be used only once open_stream has returned without an error.
  FileSource sealed_again(out + ".sealed");
  FileSink opened(out + ".opened");
  return opener.open_stream(sealed_again, opened, {}, print_progress);
}

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: example_seal_file IN OUT\n";
    return 2;
  }
  const Status status = run(argv[1], argv[2]);
  if (!status.ok()) {
    std::cerr << "error: " << status.error().message << "\n";
    return 1;
  }
  const bool same = contents(argv[1]) == contents(std::string(argv[2]) + ".opened");
  std::cout << (same ? "identical\n" : "different\n");
  return same ? 0 : 1;
}
