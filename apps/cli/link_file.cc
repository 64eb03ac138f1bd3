#include "link_file.h"

#include <filesystem>

#include "files.h"
#include "link/plan.h"
#include "link/propose.h"
#include "schema/json_text.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

constexpr std::size_t kSampleMessagesMax = 200;

Error in_file(const std::string& path, Error error) {
  error.message = path + ": " + error.message;
  return error;
}

/// A message in its JSON form as its format reads it. JSON is its own JSON form; it is not held
/// against the schema, since an example may show part of a message.
Result<Value> from_json(const Value& json, const std::string& format, const Conversion& side) {
  if (format == "json") return json;
  ByteString text;
  NC_RETURN_IF_ERROR(print_json(json, text));
  return side.from().parse(text);
}

}  // namespace

Result<Link> read_link(const std::string& path) {
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in, InputFile::open(path));
  NC_ASSIGN_OR_RETURN(const ByteString text, read_message(*in));
  Result<Link> link = parse_link(as_text(text));
  if (!link.ok()) return in_file(path, link.error());
  return link;
}

Status write_link(const std::string& path, const Link& link, bool replace) {
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out,
                      OutputFile::create(path, replace, TerminalRule::kTextOnly));
  NC_RETURN_IF_ERROR(out->write(as_bytes(print_link(link))));
  return out->commit();
}

std::string link_folder(const std::string& link_path) {
  if (link_path == "-") return ".";
  const std::string folder = std::filesystem::path(link_path).parent_path().string();
  return folder.empty() ? "." : folder;
}

Result<Translator> load_translator(const std::string& path) {
  NC_ASSIGN_OR_RETURN(Link link, read_link(path));
  Result<Translator> translator = Translator::create(std::move(link), link_folder(path));
  if (!translator.ok()) return in_file(path, translator.error());
  for (const Side side : {Side::kA, Side::kB}) {
    const LinkSide& half = side == Side::kA ? translator->link().a : translator->link().b;
    if (!half.schema_hash.empty() &&
        half.schema_hash != schema_hash(translator->codec(side).schema())) {
      print_warning("the schema of side " + std::string(name(side)) +
                    " has changed since the link was made: see neurocrypt link check");
    }
  }
  return translator;
}

Result<Conversion> load_side(const std::string& format, const SchemaRequest& request) {
  return Conversion::load("json", format, request);
}

SchemaRequest side_request(const LinkSide& side, const std::string& link_path) {
  SchemaRequest request = side.request;
  const std::filesystem::path folder = link_folder(link_path);
  if (!request.path.empty()) request.path = (folder / request.path).lexically_normal().string();
  for (std::string& dir : request.import_dirs) dir = (folder / dir).lexically_normal().string();
  return request;
}

Result<std::vector<MessagePair>> read_examples(const std::string& path, const std::string& a_format,
                                               const Conversion& a, const std::string& b_format,
                                               const Conversion& b) {
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<Codec> anything, load_schema("json", {}));
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in, InputFile::open(path));
  const std::unique_ptr<MessageReader> reader = anything->reader(*in);
  std::vector<MessagePair> out;
  while (true) {
    const auto line = reader->next();
    if (!line.ok()) return in_file(path, line.error());
    if (!*line) break;
    const std::string place = path + ": pair " + std::to_string(out.size() + 1);
    const Result<MessagePair> pair = parse_message_pair(**line);
    if (!pair.ok()) return in_file(place, pair.error());
    Result<Value> from = from_json(pair->from, a_format, a);
    if (!from.ok()) return in_file(place + ", from", from.error());
    Result<Value> to = from_json(pair->to, b_format, b);
    if (!to.ok()) return in_file(place + ", to", to.error());
    out.push_back({std::move(from).value(), std::move(to).value()});
  }
  if (out.empty()) return Error{ErrorCode::kInvalidArgument, path + " holds no example"};
  return out;
}

Result<std::vector<Value>> read_samples(const std::string& path, const std::string& format,
                                        const Codec& codec) {
  if (format == "json" || format == "protojson") {
    NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in, InputFile::open(path));
    NC_ASSIGN_OR_RETURN(const ByteString bytes, read_message(*in));
    if (const Result<Value> one = codec.parse(bytes); one.ok()) return std::vector<Value>{*one};
  }
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in, InputFile::open(path));
  const std::unique_ptr<MessageReader> reader = codec.reader(*in);
  std::vector<Value> out;
  while (out.size() < kSampleMessagesMax) {
    auto message = reader->next();
    if (!message.ok()) return in_file(path, message.error());
    if (!*message) break;
    out.push_back(std::move(**message));
  }
  return out;
}

std::string join_paths(const std::vector<FieldPath>& paths) {
  std::string text;
  for (const FieldPath& path : paths) {
    text += (text.empty() ? "" : " + ") + (path.empty() ? "the message" : path);
  }
  return text.empty() ? "-" : text;
}

std::string describe_rule(const Edge& edge, Side to, std::size_t i) {
  const std::vector<Rule>& rules = rules_to(edge, to);
  if (i >= rules.size()) return "no rule";
  return rules[i].describe(paths(edge, other(to)));
}

}  // namespace neurocrypt::cli
