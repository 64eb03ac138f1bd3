// Link files and what belongs to them, for every verb that takes one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "link/alignment.h"
#include "link/link.h"
#include "link/translator.h"
#include "neurocrypt/result.h"
#include "schema/conversion.h"

namespace neurocrypt::cli {

/// Errors   kNotFound, kIo, and those of parse_link with the file's name in front.
Result<Link> read_link(const std::string& path);
/// Writes the file as a whole or not at all. Errors   kRefused when it is there and not `replace`.
Status write_link(const std::string& path, const Link& link, bool replace);

/// The folder that the paths in a link file start from.
std::string link_folder(const std::string& link_path);

/// Reads a link and loads its schemas; warns of one that is not as it was when the link was made.
Result<Translator> load_translator(const std::string& path);

/// The codec of one side and the one that reads its messages in their JSON form. `request` has
/// paths that can be opened.
Result<Conversion> load_side(const std::string& format, const SchemaRequest& request);
/// The request of a link's side, with paths that can be opened from here.
SchemaRequest side_request(const LinkSide& side, const std::string& link_path);

/// PAIRS.jsonl: messages of both sides in their JSON form. `a_format` and `b_format` as in the
/// link. Errors   with the file's name and the line in front.
Result<std::vector<MessagePair>> read_examples(const std::string& path, const std::string& a_format,
                                               const Conversion& a, const std::string& b_format,
                                               const Conversion& b);

/// The first messages of a file: one message of JSON, or a stream of the format.
Result<std::vector<Value>> read_samples(const std::string& path, const std::string& format,
                                        const Codec& codec);

/// The names of an edge's fields, as in "/first + /last".
std::string join_paths(const std::vector<FieldPath>& paths);
/// The rule that makes path `i` of one side, in words.
std::string describe_rule(const Edge& edge, Side to, std::size_t i);

}  // namespace neurocrypt::cli
