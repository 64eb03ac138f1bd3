#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "link.h"
#include "link_file.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

struct PinOptions {
  std::string path;
  std::vector<std::string> names;
  bool all = false;
};

bool has(const std::vector<FieldPath>& paths, const std::string& path) {
  return std::find(paths.begin(), paths.end(), path) != paths.end();
}

Status set_pins(const PinOptions& options, bool pinned) {
  if (options.all == !options.names.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "name edges by their concepts or paths, or say --all"};
  }
  NC_ASSIGN_OR_RETURN(Link link, read_link(options.path));
  std::size_t count = 0;
  for (const std::string& name : options.names) {
    bool found = false;
    for (Edge& edge : link.edges) {
      if (edge.concept_name != name && !has(edge.a, name) && !has(edge.b, name)) continue;
      found = true;
      edge.pinned = pinned;
      ++count;
    }
    if (!found) {
      return Error{ErrorCode::kNotFound,
                   options.path + ": no edge has the concept or path '" + name + "'",
                   "see neurocrypt link show"};
    }
  }
  for (Edge& edge : link.edges) {
    if (options.all) edge.pinned = pinned;
  }
  NC_RETURN_IF_ERROR(write_link(options.path, link, true));
  if (options.all) count = link.edges.size();
  print_note(std::to_string(count) + (count == 1 ? " edge " : " edges ") +
                 (pinned ? "pinned" : "unpinned"),
             false);
  return {};
}

Verb add(CLI::App& link, bool pinned) {
  auto options = std::make_shared<PinOptions>();
  CLI::App* const verb =
      pinned ? link.add_subcommand(
                   "pin", "Pins edges: making the link anew with --update leaves them as they are.")
             : link.add_subcommand("unpin", "Gives pinned edges free again.");
  verb->add_option("LINK", options->path, "a link file")->required();
  verb->add_option("NAME", options->names, "concepts or paths of the edges");
  verb->add_flag("--all", options->all, "every edge");
  verb->footer(std::string("Example:\n  neurocrypt link ") + (pinned ? "pin" : "unpin") +
               " my.link.json /event_type");
  return {verb, [options, pinned] { return set_pins(*options, pinned); }};
}

}  // namespace

Verb add_link_pin(CLI::App& link) { return add(link, true); }
Verb add_link_unpin(CLI::App& link) { return add(link, false); }

}  // namespace neurocrypt::cli
