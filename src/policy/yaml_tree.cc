#include "policy/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>

#include "schema/json_text.h"

namespace neurocrypt {
namespace {

YamlPlace place_of(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

/// What stops the parser, which knows no other way.
struct Stop {
  Error error;
};

[[noreturn]] void stop(const YAML::Mark& mark, std::string_view what, std::string_view hint = {}) {
  throw Stop{yaml_error(place_of(mark), what, hint)};
}

/// Builds the tree from the parser's events. Nodes under construction are on a stack; a finished
/// one moves into its parent.
class TreeBuilder : public YAML::EventHandler {
 public:
  YamlNode take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(open(mark, "", anchor, YamlNode::Kind::kNull));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    stop(mark, "an alias", "write it out: a policy has no aliases");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode node = open(mark, tag, anchor, YamlNode::Kind::kScalar);
    node.scalar = value;
    add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    push(open(mark, tag, anchor, YamlNode::Kind::kList));
  }
  void OnSequenceEnd() override { pop(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    push(open(mark, tag, anchor, YamlNode::Kind::kMap));
  }
  void OnMapEnd() override { pop(); }

 private:
  struct Unfinished {
    YamlNode node;
    std::optional<YamlNode> key;  // of a map, once it is read
  };

  YamlNode open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                YamlNode::Kind kind) {
    if (anchor != 0) stop(mark, "an anchor", "a policy has no anchors: leave the &name out");
    // "?" is a plain node, "!" a quoted scalar: neither was written by the user.
    if (!tag.empty() && tag != "?" && tag != "!") {
      stop(mark, "a tag", "a policy has no tags: leave the !name out");
    }
    if (++count_ > kYamlNodesMax) {
      throw Stop{{ErrorCode::kExhausted,
                  "more than " + std::to_string(kYamlNodesMax) + " values in one policy",
                  {}}};
    }
    return {kind, place_of(mark), {}, {}, {}};
  }

  void push(YamlNode node) {
    if (!stack_.empty() && stack_.back().node.kind == YamlNode::Kind::kMap && !stack_.back().key) {
      throw Stop{yaml_error(node.place, "a key that is no word")};
    }
    if (stack_.size() >= kYamlDepthMax) {
      throw Stop{{ErrorCode::kExhausted,
                  yaml_error(node.place,
                             "nested more deeply than " + std::to_string(kYamlDepthMax) + " levels")
                      .message,
                  {}}};
    }
    stack_.push_back({std::move(node), std::nullopt});
  }

  void pop() {
    YamlNode node = std::move(stack_.back().node);
    stack_.pop_back();
    add(std::move(node));
  }

  void add(YamlNode node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Unfinished& parent = stack_.back();
    if (parent.node.kind == YamlNode::Kind::kList) {
      parent.node.items.push_back(std::move(node));
    } else if (parent.key) {
      parent.node.members.push_back({*std::move(parent.key), std::move(node)});
      parent.key.reset();
    } else {
      add_key(parent, std::move(node));
    }
  }

  static void add_key(Unfinished& parent, YamlNode key) {
    if (key.kind != YamlNode::Kind::kScalar) {
      throw Stop{yaml_error(key.place, "a key that is no word")};
    }
    // Few keys in a map, each looked for once: the limit on nodes bounds the square.
    for (const auto& [other, value] : parent.node.members) {
      if (other.scalar == key.scalar) {
        throw Stop{yaml_error(key.place, "'" + key.scalar + "' a second time",
                              "it is there already, in line " + std::to_string(other.place.line))};
      }
    }
    parent.key = std::move(key);
  }

  YamlNode root_;
  std::vector<Unfinished> stack_;
  std::size_t count_ = 0;
};

/// yaml-cpp takes byte 4 for the end of the file, and reads UTF-16 too.
std::optional<Error> check_characters(std::string_view text) {
  if (!is_utf8(text)) return Error{ErrorCode::kCorrupt, "the policy is not UTF-8", {}};
  YamlPlace place;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F) {
      return yaml_error(place, "a control character");
    }
    if (c == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((byte & 0xC0) != 0x80) {
      ++place.column;
    }
  }
  return std::nullopt;
}

}  // namespace

Error yaml_error(YamlPlace place, std::string_view what, std::string_view hint) {
  return {ErrorCode::kCorrupt,
          "line " + std::to_string(place.line) + ", column " + std::to_string(place.column) + ": " +
              std::string(what),
          std::string(hint)};
}

Result<YamlNode> parse_yaml(std::string_view text) {
  if (text.size() > kYamlBytesMax) {
    return Error{ErrorCode::kExhausted,
                 "a policy of more than " + std::to_string(kYamlBytesMax >> 10) + " KiB",
                 {}};
  }
  if (const auto error = check_characters(text)) return *error;
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    TreeBuilder builder;
    if (!parser.HandleNextDocument(builder)) {
      return Error{ErrorCode::kCorrupt, "the policy is empty", {}};
    }
    YamlNode root = builder.take();
    TreeBuilder second;
    if (parser.HandleNextDocument(second)) {
      return yaml_error(second.take().place, "a second document",
                        "a policy is one document: leave '---' out");
    }
    return root;
  } catch (const Stop& stopped) {
    return stopped.error;
  } catch (const YAML::Exception& exception) {
    return yaml_error(place_of(exception.mark), "no YAML: " + exception.msg);
  }
}

}  // namespace neurocrypt
