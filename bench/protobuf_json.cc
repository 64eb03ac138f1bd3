// How fast a JSON text becomes Protobuf bytes, beside the protobuf library's own
// JsonStringToMessage on the same text, in one process. Prints the times of both and their ratio.
//
// usage: bench_protobuf_json [ROUNDS]
#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "schema/format.h"
#include "schema/json_text.h"

using namespace neurocrypt;

namespace {

constexpr const char* kText =
    R"({"orderId":"9007199254740993","customerName":"Ren\u00e9e Dupont","email":"renee@example.org",)"
    R"("payment":"PAYMENT_CARD","createdAt":"2026-11-22T18:50:00.250Z",)"
    R"("lines":[{"sku":"A-1001","quantity":2,"unitPrice":19.99,"tags":["new","blue"]},)"
    R"({"sku":"B-2002","quantity":1,"unitPrice":249.5}],)"
    R"("labels":{"channel":"web","region":"eu-west-1"},"express":true,"note":"ring twice, please"})";

constexpr int kCallsPerRound = 500;

class Silent : public google::protobuf::compiler::MultiFileErrorCollector {
  void AddError(const std::string&, int, int, const std::string&) override {}
};

/// Nanoseconds of one call, over kCallsPerRound of them.
double time_ns(const std::function<bool()>& call) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kCallsPerRound; ++i) {
    if (!call()) {
      std::fprintf(stderr, "a call failed\n");
      std::exit(1);
    }
  }
  const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
  return taken.count() / kCallsPerRound;
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 20;
  const std::string folder = std::string(NC_SOURCE_DIR) + "/vectors/protobuf";
  const std::string text = kText;

  SchemaRequest request;
  request.path = folder + "/sample.proto";
  request.root = "Order";
  const auto codec = load_schema("protobuf", request);
  if (!codec.ok()) {
    std::fprintf(stderr, "%s\n", codec.error().message.c_str());
    return 1;
  }
  google::protobuf::compiler::DiskSourceTree tree;
  tree.MapPath("", folder);
  tree.MapPath("", "/usr/include");
  Silent silent;
  google::protobuf::compiler::Importer importer(&tree, &silent);
  importer.Import("sample.proto");
  google::protobuf::DynamicMessageFactory factory;
  const auto* const type = importer.pool()->FindMessageTypeByName("neurocrypt.sample.Order");
  const auto* const prototype = factory.GetPrototype(type);

  // Both end in bytes, and in the same ones.
  ByteString bytes;
  const auto ours = [&] {
    const Result<Value> value = parse_json(text);
    bytes.clear();
    return value.ok() && (*codec)->print(*value, bytes, nullptr).ok();
  };
  std::string their_bytes;
  const auto theirs = [&] {
    const std::unique_ptr<google::protobuf::Message> message(prototype->New());
    return google::protobuf::util::JsonStringToMessage(text, message.get()).ok() &&
           message->SerializeToString(&their_bytes);
  };
  if (!ours() || !theirs() || bytes.size() != their_bytes.size()) {
    std::fprintf(stderr, "the two disagree\n");
    return 1;
  }

  std::vector<double> ours_ns;
  std::vector<double> theirs_ns;
  for (int round = 0; round < rounds; ++round) {  // taking turns, so that noise hits both alike
    ours_ns.push_back(time_ns(ours));
    theirs_ns.push_back(time_ns(theirs));
  }
  const double ours_best = *std::min_element(ours_ns.begin(), ours_ns.end());
  const double theirs_best = *std::min_element(theirs_ns.begin(), theirs_ns.end());
  std::nth_element(ours_ns.begin(), ours_ns.begin() + rounds / 2, ours_ns.end());
  std::nth_element(theirs_ns.begin(), theirs_ns.begin() + rounds / 2, theirs_ns.end());
  const double ours_median = ours_ns[static_cast<std::size_t>(rounds / 2)];
  const double theirs_median = theirs_ns[static_cast<std::size_t>(rounds / 2)];
  std::printf(
      "JSON of %zu bytes to Protobuf of %zu bytes, best and median of %d rounds of %d calls\n",
      text.size(), bytes.size(), rounds, kCallsPerRound);
  std::printf("JSON -> Record -> Protobuf    %8.0f ns  %8.0f ns\n", ours_best, ours_median);
  std::printf("JsonStringToMessage           %8.0f ns  %8.0f ns\n", theirs_best, theirs_median);
  std::printf("ratio                         %8.1f     %8.1f\n", theirs_best / ours_best,
              theirs_median / ours_median);
  return 0;
}
