// What the tests of this folder share: schemas as text, codecs, and the protobuf library as the
// judge.
#pragma once

#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>

#include "schema/format.h"
#include "schema/json_text.h"

namespace neurocrypt::protobuf::test {

/// A directory of its own for the files of one test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "neurocrypt-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  /// Writes a file and gives its path.
  std::string write(const std::string& name, const std::string& content) const {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
    return file.string();
  }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

/// The schema that the vectors, the fuzz target and the benchmark share.
inline std::string sample_schema() {
  return std::string(NC_SOURCE_DIR) + "/vectors/protobuf/sample.proto";
}

using OptionMap = std::map<std::string, std::string>;

/// A codec that has to load.
inline std::unique_ptr<Codec> load(std::string_view format, const std::string& path,
                                   const std::string& root, const OptionMap& options = {}) {
  SchemaRequest request;
  request.path = path;
  request.root = root;
  request.options = options;
  auto codec = neurocrypt::load_schema(format, request);
  if (!codec.ok()) {
    ADD_FAILURE() << codec.error().message << " (" << codec.error().hint << ")";
    return nullptr;
  }
  return std::move(codec).value();
}

inline std::string json_of(const Value& value) {
  ByteString out;
  const Status status = print_json(value, out);
  return status.ok() ? std::string(as_text(out)) : "error: " + status.error().message;
}

/// The library's own view of a schema.
class Judge : public google::protobuf::compiler::MultiFileErrorCollector {
 public:
  Judge(const std::string& path, const std::string& root) : importer_(&tree_, this) {
    const std::filesystem::path file(path);
    tree_.MapPath("", file.parent_path().string());
    tree_.MapPath("", "/usr/include");
    importer_.Import(file.filename().string());
    descriptor_ = importer_.pool()->FindMessageTypeByName(root);
  }
  void AddError(const std::string& file, int line, int, const std::string& message) override {
    ADD_FAILURE() << file << ":" << line << ": " << message;
  }

  [[nodiscard]] const google::protobuf::Descriptor* descriptor() const { return descriptor_; }
  [[nodiscard]] const google::protobuf::DescriptorPool* pool() const { return importer_.pool(); }
  std::unique_ptr<google::protobuf::Message> message() {
    return std::unique_ptr<google::protobuf::Message>(factory_.GetPrototype(descriptor_)->New());
  }

 private:
  google::protobuf::compiler::DiskSourceTree tree_;
  google::protobuf::compiler::Importer importer_;
  google::protobuf::DynamicMessageFactory factory_;
  const google::protobuf::Descriptor* descriptor_ = nullptr;
};

}  // namespace neurocrypt::protobuf::test
