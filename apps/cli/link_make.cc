#include <cstdint>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "files.h"
#include "link.h"
#include "link/propose.h"
#include "link_file.h"
#include "link_table.h"
#include "schema/json_text.h"
#include "schema_arguments.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

struct MakeOptions {
  SchemaArguments from, to;
  std::vector<std::string> samples_from, samples_to;
  std::string examples, concepts;
  double weight_min = kProposalWeightMin;
  bool update = false;
  std::string out;
  bool force = false;
  bool quiet = false;
};

/// One side: as the link file names it, and loaded.
struct MadeSide {
  LinkSide side;
  Conversion conversion;
  std::vector<Value> samples;
};

Result<MadeSide> make_side(const SchemaArguments& arguments, const std::vector<std::string>& files,
                           const std::string& folder) {
  NC_ASSIGN_OR_RETURN(const std::string format, arguments.format_name());
  NC_ASSIGN_OR_RETURN(const SchemaRequest request, arguments.request());
  NC_ASSIGN_OR_RETURN(Conversion conversion, load_side(format, request));
  LinkSide side{format, request, schema_hash(conversion.to().schema()), {}};
  const auto from_link = [&folder](std::string& path) {
    if (!path.empty()) path = std::filesystem::proximate(path, folder).generic_string();
  };
  from_link(side.request.path);
  for (std::string& dir : side.request.import_dirs) from_link(dir);
  std::vector<Value> samples;
  for (const std::string& file : files) {
    NC_ASSIGN_OR_RETURN(const std::vector<Value> some, read_samples(file, format, conversion.to()));
    samples.insert(samples.end(), some.begin(), some.end());
  }
  return MadeSide{std::move(side), std::move(conversion), std::move(samples)};
}

Result<std::unique_ptr<Matcher>> matcher_with(const std::string& path) {
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in, InputFile::open(path));
  NC_ASSIGN_OR_RETURN(const ByteString text, read_message(*in));
  NC_ASSIGN_OR_RETURN(const Value more, parse_json(as_text(text)));
  NC_ASSIGN_OR_RETURN(Matcher matcher, Matcher::with_concepts(more));
  return std::make_unique<Matcher>(std::move(matcher));
}

Status make(const MakeOptions& options) {
  if (options.from.path.empty() || options.to.path.empty() || options.out.empty()) {
    return Error{ErrorCode::kInvalidArgument, "--from, --to and -o are needed to make a link",
                 "see neurocrypt link --help"};
  }
  const std::string folder = link_folder(options.out);
  NC_ASSIGN_OR_RETURN(MadeSide a, make_side(options.from, options.samples_from, folder));
  NC_ASSIGN_OR_RETURN(MadeSide b, make_side(options.to, options.samples_to, folder));
  std::vector<MessagePair> examples;
  if (!options.examples.empty()) {
    NC_ASSIGN_OR_RETURN(examples, read_examples(options.examples, a.side.format, a.conversion,
                                                b.side.format, b.conversion));
  }
  std::unique_ptr<Matcher> own_matcher;
  if (!options.concepts.empty()) {
    NC_ASSIGN_OR_RETURN(own_matcher, matcher_with(options.concepts));
  }
  Link link;
  std::vector<Edge> pinned;
  if (options.update) {
    NC_ASSIGN_OR_RETURN(const Link before, read_link(options.out));
    link.allow_loss = before.allow_loss;
    for (const Edge& edge : before.edges) {
      if (edge.pinned) pinned.push_back(edge);
    }
  }
  ProposalInput input;
  input.a = &a.conversion.to().schema();
  input.b = &b.conversion.to().schema();
  input.samples_a = a.samples;
  input.samples_b = b.samples;
  input.examples = examples;
  input.matcher = own_matcher ? own_matcher.get() : &Matcher::builtin();
  input.weight_min = static_cast<float>(options.weight_min);
  NC_ASSIGN_OR_RETURN(Proposal proposal, propose(input, pinned));
  link.a = std::move(a.side);
  link.b = std::move(b.side);
  link.edges = std::move(proposal.edges);
  link.a.unmapped = std::move(proposal.unmapped_a);
  link.b.unmapped = std::move(proposal.unmapped_b);
  NC_RETURN_IF_ERROR(write_link(options.out, link, options.force || options.update));
  for (const std::string& remark : proposal.remarks) print_warning(remark);
  if (options.out != "-" && !options.quiet) print_link_table(link);
  return {};
}

}  // namespace

std::function<Status()> add_link_make(CLI::App& link) {
  auto options = std::make_shared<MakeOptions>();
  const auto add_side = [&link](const std::string& side, SchemaArguments& schema,
                                std::vector<std::string>& samples) {
    link.add_option("--" + side, schema.path,
                    side == "from" ? "the schema of side a: a JSON Schema, a .proto file or "
                                     "descriptor set, a copybook"
                                   : "the schema of side b")
        ->type_name("SCHEMA");
    link.add_option("--" + side + "-format", schema.format,
                    "its format, where the ending does not say it")
        ->type_name("FORMAT");
    add_schema_options(link, schema, side + "-");
    link.add_option("--samples-" + side, samples,
                    "messages of this side, to see what values its fields have; may be repeated")
        ->type_name("FILE")
        ->allow_extra_args(false);
  };
  add_side("from", options->from, options->samples_from);
  add_side("to", options->to, options->samples_to);
  link.add_option("--examples", options->examples,
                  "pairs of messages that say the same, to learn value rules from: one "
                  "{\"from\": ..., \"to\": ...} a line, both in their JSON form")
      ->type_name("PAIRS");
  link.add_option("--concepts", options->concepts,
                  "more concepts: {\"concepts\": [{\"name\", \"description\", \"aliases\"}]}")
      ->type_name("FILE");
  link.add_option("--weight-min", options->weight_min,
                  "pairs below this weight are left unmapped (default 0.5)")
      ->type_name("WEIGHT")
      ->check(CLI::Range(0.0, 1.0).description(""));
  link.add_flag("--update", options->update,
                "make an existing link anew; pinned edges stay as they are");
  link.add_option("-o,--output", options->out, "the link file to write, or - for standard output")
      ->type_name("LINK");
  link.add_flag("--force", options->force, "replace an existing LINK");
  link.add_flag("-q,--quiet", options->quiet, "do not print the table of what was linked");
  return [options] { return make(*options); };
}

}  // namespace neurocrypt::cli
