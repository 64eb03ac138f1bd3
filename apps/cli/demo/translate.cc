#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "demo/demo.h"
#include "demo/stage.h"
#include "files.h"
#include "link/match/matcher.h"
#include "link/propose.h"
#include "link/translator.h"
#include "neurocrypt/message.h"
#include "schema/conversion.h"
#include "schema/json_lines.h"
#include "schema/json_text.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

Result<ByteString> read_file(const std::string& path) {
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in, InputFile::open(path));
  return read_message(*in);
}

/// The lines of a file of JSON Lines.
Result<std::vector<std::string>> read_lines(const std::string& path) {
  NC_ASSIGN_OR_RETURN(const ByteString bytes, read_file(path));
  std::vector<std::string> lines;
  std::string line;
  for (const std::uint8_t byte : bytes) {
    if (byte != '\n') {
      line += static_cast<char>(byte);
    } else if (!line.empty()) {
      lines.push_back(std::exchange(line, {}));
    }
  }
  return lines;
}

Result<std::string> json_text(const Value& value) {
  ByteString text;
  NC_RETURN_IF_ERROR(print_json(value, text));
  return std::string(as_text(text));
}

std::string join(const std::vector<FieldPath>& paths) {
  std::string text;
  for (const FieldPath& path : paths) text += (text.empty() ? "" : ", ") + path;
  return text.empty() ? "(nothing)" : text;
}

void show_edges(const std::vector<Edge>& edges) {
  for (const Edge& edge : edges) {
    std::string rules;
    for (const Rule& rule : edge.a_to_b) {
      rules += (rules.empty() ? "" : "; ") + rule.describe(edge.a);
    }
    fact(join(edge.a), "-> \"" + edge.concept_name + "\" (weight " + fixed(edge.weight, 2) +
                           ") -> " + join(edge.b) + ", by the rule " + rules);
  }
}

/// The link between the authentication and the logging service, proposed here and now.
Result<std::shared_ptr<const Translator>> propose_link(const std::string& folder) {
  const SchemaRequest a{folder + "/auth.schema.json", "", {}, {}};
  const SchemaRequest b{folder + "/log.proto", "", {}, {}};
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<Codec> codec_a, load_schema("json", a));
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<Codec> codec_b, load_schema("protobuf", b));
  NC_ASSIGN_OR_RETURN(const Conversion view_b, Conversion::load("json", "protobuf", b));
  NC_ASSIGN_OR_RETURN(const std::vector<std::string> lines, read_lines(folder + "/pairs.jsonl"));
  std::vector<MessagePair> examples;
  for (const std::string& line : lines) {
    NC_ASSIGN_OR_RETURN(const Value pair, parse_json(line));
    NC_ASSIGN_OR_RETURN(MessagePair example, parse_message_pair(pair));
    NC_ASSIGN_OR_RETURN(const std::string text, json_text(example.to));
    NC_ASSIGN_OR_RETURN(example.to, view_b.from().parse(as_bytes(text)));
    examples.push_back(std::move(example));
  }
  ProposalInput input;
  input.a = &codec_a->schema();
  input.b = &codec_b->schema();
  input.examples = examples;
  input.matcher = &Matcher::builtin();
  NC_ASSIGN_OR_RETURN(Proposal proposal, propose(input, {}));
  show_edges(proposal.edges);
  fact("no place in B", join(proposal.unmapped_a));
  fact("no source in A", join(proposal.unmapped_b));
  Link link;
  link.a = {"json", a, schema_hash(codec_a->schema()), std::move(proposal.unmapped_a)};
  link.b = {"protobuf", b, schema_hash(codec_b->schema()), std::move(proposal.unmapped_b)};
  link.edges = std::move(proposal.edges);
  NC_ASSIGN_OR_RETURN(Translator translator, Translator::create(std::move(link), ""));
  return std::make_shared<const Translator>(std::move(translator));
}

/// One message from A to B, as each of them and the wire between them sees it.
Status show_crossing(const std::shared_ptr<const Translator>& translator, const Keyset& keyset,
                     const Codec& reader, ByteView message) {
  const MessageLink link(translator);
  NC_ASSIGN_OR_RETURN(const MessageSealer sealer, MessageSealer::create(link, Side::kA, keyset));
  NC_ASSIGN_OR_RETURN(const MessageOpener at_b, MessageOpener::create(link, Side::kB, keyset));
  NC_ASSIGN_OR_RETURN(const MessageOpener at_a, MessageOpener::create(link, Side::kA, keyset));
  fact("A writes", std::string(as_text(message)));
  NC_ASSIGN_OR_RETURN(const Value value, translator->codec(Side::kA).parse(message));
  NC_ASSIGN_OR_RETURN(const Intermediary between, translator->to_intermediary(Side::kA, value));
  NC_ASSIGN_OR_RETURN(const std::string record, json_text(between.record));
  fact("in between, sealed", record);
  NC_ASSIGN_OR_RETURN(const ByteString sealed, sealer.seal(message));
  fact("the wire sees", abbreviated(sealed));
  MessageReport report;
  const Result<ByteString> opened = at_b.open(sealed, &report);
  if (!opened.ok()) return opened.error();
  fact("B reads", abbreviated(*opened));
  NC_ASSIGN_OR_RETURN(const Value read, translator->codec(Side::kB).parse(*opened));
  ByteString text;
  NC_RETURN_IF_ERROR(reader.print(read, text, nullptr));
  fact("which is", std::string(as_text(text)));
  for (const MessageReport::Loss& loss : report.losses) {
    fact("kept sealed for A", loss.path + ": " + loss.reason);
  }
  NC_ASSIGN_OR_RETURN(const ByteString again, at_a.open(sealed));
  NC_ASSIGN_OR_RETURN(const Value back, translator->codec(Side::kA).parse(again));
  outcome("opened at A", back == value ? "the message that A wrote" : "another message",
          back == value);
  return {};
}

Status show_services(const std::string& folder) {
  step("1. Two schemas, three example pairs, no mapping code: the network proposes the link");
  NC_ASSIGN_OR_RETURN(const std::shared_ptr<const Translator> translator, propose_link(folder));
  NC_ASSIGN_OR_RETURN(const Keyset keyset, lattice_keyset());
  NC_ASSIGN_OR_RETURN(const Conversion reader,
                      Conversion::load("protobuf", "json", {folder + "/log.proto", "", {}, {}}));
  NC_ASSIGN_OR_RETURN(const std::vector<std::string> events, read_lines(folder + "/events.jsonl"));

  step("2. An event crosses: authentication service, wire, logging service");
  NC_RETURN_IF_ERROR(show_crossing(translator, keyset, reader.to(), as_bytes(events[1])));

  step("3. An action that no example has shown");
  NC_RETURN_IF_ERROR(show_crossing(
      translator, keyset, reader.to(),
      as_bytes(R"({"user": "mallory", "action": "escalate", "timestamp": 1764150999})")));

  step("4. Who has another key");
  const MessageLink link(translator);
  NC_ASSIGN_OR_RETURN(const Keyset stranger, lattice_keyset());
  NC_ASSIGN_OR_RETURN(const MessageSealer sealer, MessageSealer::create(link, Side::kA, keyset));
  NC_ASSIGN_OR_RETURN(const MessageOpener opener, MessageOpener::create(link, Side::kB, stranger));
  NC_ASSIGN_OR_RETURN(const ByteString sealed, sealer.seal(as_bytes(events[0])));
  const Result<ByteString> refused = opener.open(sealed);
  outcome("a stranger", answer(refused), !refused.ok());
  return {};
}

Status show_mainframe(const std::string& folder) {
  step("5. A mainframe: records in EBCDIC, read and written byte for byte");
  const SchemaRequest copybook{folder + "/cobol/customer.cpy",
                               "",
                               {},
                               {{"code_page", "cp037"},
                                {"framing", "rdw"},
                                {"redefines.CUST-PERSON", "CUST-KIND = 'P'"},
                                {"redefines.CUST-COMPANY", "CUST-KIND = 'C'"}}};
  NC_ASSIGN_OR_RETURN(const Conversion conversion, Conversion::load("cobol", "json", copybook));
  const std::string path = folder + "/cobol/customers.ebcdic";
  NC_ASSIGN_OR_RETURN(const ByteString file, read_file(path));
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in, InputFile::open(path));
  NC_ASSIGN_OR_RETURN(const Keyset keyset, lattice_keyset());
  NC_ASSIGN_OR_RETURN(const Sealer sealer, Sealer::create(keyset));
  NC_ASSIGN_OR_RETURN(const Opener opener, Opener::create(keyset));

  const std::unique_ptr<MessageReader> records = conversion.from().reader(*in);
  ByteString written;
  MemorySink sink(written);
  const std::unique_ptr<MessageWriter> writer = conversion.from().writer(sink);
  std::size_t count = 0;
  for (;; ++count) {
    NC_ASSIGN_OR_RETURN(const std::optional<Value> record, records->next());
    if (!record) break;
    ByteString json;
    NC_RETURN_IF_ERROR(conversion.to().print(*record, json, nullptr));
    NC_ASSIGN_OR_RETURN(const ByteString sealed, sealer.seal(json));
    NC_ASSIGN_OR_RETURN(const ByteString opened, opener.open(sealed));
    if (count == 0) {
      fact("the mainframe's file", abbreviated(file));
      fact("its first record", std::string(as_text(json)));
      fact("the wire sees", abbreviated(sealed));
    }
    NC_ASSIGN_OR_RETURN(const Value back, conversion.to().parse(opened));
    NC_RETURN_IF_ERROR(writer->write(back, nullptr));
  }
  NC_RETURN_IF_ERROR(writer->finish());
  outcome(std::to_string(count) + " records, written back",
          written == file ? "the same " + grouped(file.size()) + " bytes" : "other bytes",
          written == file);
  return {};
}

}  // namespace

Status run_translate_demo() {
  NC_ASSIGN_OR_RETURN(const std::string folder, examples_folder());
  title("Two services and a mainframe meet in a sealed intermediary");
  say("Service A authenticates users and writes JSON. Service B keeps logs and reads Protobuf. "
      "Neither knows the other's schema.");
  NC_RETURN_IF_ERROR(show_services(folder + "/translate"));
  return show_mainframe(folder);
}

}  // namespace neurocrypt::cli
