#include "schema/cobol/record_writer.h"

#include <algorithm>
#include <unordered_map>

#include "schema/base64.h"
#include "schema/cobol/leaf.h"
#include "schema/cobol/record_reader.h"
#include "schema/cobol/residual.h"
#include "schema/cobol/walk.h"

namespace neurocrypt::cobol {
namespace {

std::string_view without_spaces(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

bool same_value(const Value& a, const Value& b) {
  if (a.number() != nullptr && b.number() != nullptr) return same_number(*a.number(), *b.number());
  return a == b;
}

/// True when all that `given` says is in `actual`, blanks around texts aside.
bool agrees(const Value& given, const Value& actual) {
  if (const Object* const members = given.object()) {
    return actual.object() != nullptr &&
           std::all_of(members->begin(), members->end(), [&](const Member& member) {
             const Value* const found = actual.find(member.name);
             return found != nullptr && agrees(member.value, *found);
           });
  }
  if (const Array* const elements = given.array()) {
    const Array* const others = actual.array();
    return others != nullptr &&
           std::equal(elements->begin(), elements->end(), others->begin(), others->end(), agrees);
  }
  if (given.string() != nullptr && actual.string() != nullptr) {
    return without_spaces(*given.string()) == without_spaces(*actual.string());
  }
  if (given.string() != nullptr && actual.bytes() != nullptr) {  // as JSON has bytes
    return *given.string() == encode_base64(*actual.bytes());
  }
  return same_value(given, actual);
}

class Writer {
 public:
  Writer(const Layout& layout, const Options& options, std::vector<Loss>* losses)
      : layout_(layout),
        options_(options),
        losses_(losses),
        registers_(layout.slots),
        counters_(layout.slots) {}

  Status run(const Value& message, ByteString& out) {
    if (message.object() == nullptr) {
      return Error{ErrorCode::kInvalidArgument,
                   "a record is an object, and this is " + std::string(name(message.kind()))};
    }
    if (!take_residual(message.find(kResidual))) return std::move(error_);
    std::size_t at = 0;
    if (!group(layout_.root, message.object(), at)) return std::move(error_);
    for (const Rename& rename : layout_.renames) {
      if (!check_rename(rename, message.find(rename.name))) return std::move(error_);
    }
    if (options_.occurs == Occurs::kPadded && at < layout_.size) {
      put_kept(special(kPad), at, layout_.size - at);
      at = layout_.size;
    }
    fill(at);
    const bool may_be_cut = may_be_short(options_.framing) || options_.framing == Framing::kLine;
    std::size_t length = may_be_short(options_.framing) ? used_ : at;
    if (const Value* const tail = special(kTail)) {
      if (std::optional<ByteString> bytes = bytes_of(*tail)) {
        record_.insert(record_.end(), bytes->begin(), bytes->end());
        length = record_.size();
      }
    } else if (length_ && may_be_cut) {
      length = std::max(*length_, present_);
    }
    fill(length);
    if (options_.framing == Framing::kFixed && options_.record_length > length) {
      length = options_.record_length;
      fill(length);
    }
    out.insert(out.end(), record_.begin(), record_.begin() + static_cast<std::ptrdiff_t>(length));
    return {};
  }

 private:
  struct Counter {
    const Item* item = nullptr;
    std::size_t at = 0;
    bool given = false;                  // the message has the field
    std::optional<std::int64_t> counts;  // what it says, when that is a count
  };

  // --- failures ---

  /// Notes something that the record cannot carry; false when that ends the writing.
  bool lose(const std::string& path, const std::string& reason) {
    if (losses_ != nullptr) {
      losses_->push_back({path, reason});
      return true;
    }
    error_ = Error{ErrorCode::kInvalidArgument, "field " + path + ": " + reason};
    return false;
  }
  bool lose(const std::string& reason) { return lose(path_.text(), reason); }

  // --- residual ---

  bool take_residual(const Value* residual) {
    if (residual == nullptr) return true;
    const Object* const members = residual->object();
    if (members == nullptr) return lose("/" + std::string(kResidual), "expected an object");
    for (const Member& member : *members) kept_.emplace(member.name, &member.value);
    if (const Value* const length = special(kLength)) {
      const std::optional<std::uint64_t> bytes =
          length->number() == nullptr ? std::nullopt : to_uint64(*length->number());
      if (!bytes || *bytes > layout_.size) {
        return lose(
            "/" + std::string(kResidual) + "/" + std::string(kLength),
            "expected a number of bytes up to the layout's " + std::to_string(layout_.size));
      }
      length_ = static_cast<std::size_t>(*bytes);
    }
    return true;
  }

  const Value* special(std::string_view key) const {
    const auto found = kept_.find(key);
    return found == kept_.end() ? nullptr : found->second;
  }
  /// What the residual keeps for the place of the walk, with one more part.
  const Value* kept(std::string_view part = {}) {
    if (kept_.empty()) return nullptr;
    std::string path = path_.text();
    if (!part.empty()) (path += '/') += part;
    return special(path);
  }
  static std::optional<ByteString> bytes_of(const Value& value) {
    if (value.string() == nullptr) return std::nullopt;
    return parse_bytes(*value.string(), kRecordBytesMax);
  }

  // --- bytes ---

  void fill(std::size_t end) {
    if (record_.size() < end) record_.resize(end, options_.code_page->space());
  }
  MutableBytes bytes_at(std::size_t at, std::size_t size) {
    fill(at + size);
    return MutableBytes(record_).subspan(at, size);
  }
  /// Puts kept bytes over a place, as far as they go.
  void put_kept(const Value* kept, std::size_t at, std::size_t size) {
    if (kept == nullptr) return;
    const std::optional<ByteString> bytes = bytes_of(*kept);
    if (!bytes || bytes->size() > size) return;
    const MutableBytes place = bytes_at(at, size);
    std::copy(bytes->begin(), bytes->end(), place.begin());
  }
  void put_filled(std::string_view part, std::size_t at, std::size_t size, std::uint8_t byte) {
    if (size == 0) return;
    const MutableBytes place = bytes_at(at, size);
    std::fill(place.begin(), place.end(), byte);
    put_kept(kept(part), at, size);
  }

  // --- the walk: each moves `at` behind what it wrote, and returns false after an error ---

  bool group(const Item& group, const Object* members, std::size_t& at) {
    const std::vector<Item>& children = group.children;
    std::size_t next = 0;
    std::size_t matched = 0;
    for (std::size_t i = 0; i < children.size();
         i += std::max<std::size_t>(children[i].alternatives, 1)) {
      bool done = false;
      if (children[i].alternatives > 1) {
        done = alternatives(children, i, members, at, next, matched);
      } else {
        const Value* const value = find(children[i], members, next, matched);
        done = field(children[i], value, at);
      }
      if (!done) return false;
    }
    if (members == nullptr || matched == members->size()) return true;
    return report_unknown(group, *members);
  }

  bool report_unknown(const Item& group, const Object& members) {
    const bool root = &group == &layout_.root;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const std::string& name = members[i].name;
      const bool known = std::any_of(group.children.begin(), group.children.end(),
                                     [&](const Item& item) { return item.name == name; });
      const bool renamed =
          root && std::any_of(layout_.renames.begin(), layout_.renames.end(),
                              [&](const Rename& each) { return each.name == name; });
      const bool again =
          std::any_of(members.begin(), members.begin() + static_cast<std::ptrdiff_t>(i),
                      [&](const Member& each) { return each.name == name; });
      if ((root && name == kResidual) || ((known || renamed) && !again)) continue;
      if (!lose(path_.text() + "/" + name, known ? "given twice" : "no such field")) return false;
    }
    return true;
  }

  /// The member of a field; members in the order of the layout are found at once.
  static const Value* find(const Item& item, const Object* members, std::size_t& next,
                           std::size_t& matched) {
    if (members == nullptr || item.name.empty()) return nullptr;
    for (std::size_t i = 0; i < members->size(); ++i) {
      const std::size_t at = (next + i) % members->size();
      if ((*members)[at].name == item.name) {
        next = at + 1;
        ++matched;
        return &(*members)[at].value;
      }
    }
    return nullptr;
  }

  bool field(const Item& item, const Value* value, std::size_t& at) {
    path_.push(item.key);
    put_filled(kBefore, at, item.slack_before, 0);
    at += item.slack_before;
    const bool done = item.table ? table(item, value, at) : occurrence(item, value, at);
    path_.pop();
    return done;
  }

  bool table(const Item& item, const Value* value, std::size_t& at) {
    const Array* elements = nullptr;
    if (value != nullptr && !value->is_null()) {
      elements = value->array();
      if (elements == nullptr &&
          !lose("expected an array, found " + std::string(name(value->kind())))) {
        return false;
      }
    }
    const std::size_t given = elements == nullptr ? 0 : elements->size();
    std::size_t count = item.occurs_max;
    if (item.counter >= 0 && !counted(item, value != nullptr, given, count)) return false;
    if (given > count && !lose(std::to_string(given) + " elements, where there is room for " +
                               std::to_string(count))) {
      return false;
    }
    const std::size_t start = at;
    for (std::size_t i = 0; i < count; ++i) {
      path_.push(i);
      const bool done = occurrence(item, i < given ? &(*elements)[i] : nullptr, at);
      if (done) {
        put_filled(kAfter, at, item.slack_after, 0);
        at += item.slack_after;
      }
      path_.pop();
      if (!done) return false;
      if (length_ && i >= given && at > *length_ && !item.dynamic) {  // cut off: nothing to write
        at = start + (item.size + item.slack_after) * count;
        break;
      }
    }
    if (item.counter >= 0 && options_.occurs == Occurs::kMaximum) {
      const std::size_t end = start + (item.size + item.slack_after) * item.occurs_max;
      put_filled(kSlack, at, end - at, options_.code_page->space());
      at = end;
      used_ = std::max(used_, at);
    }
    return true;
  }

  /// How many occurrences to write: the counting field's word, or the table's length where it has
  /// none.
  bool counted(const Item& table, bool present, std::size_t given, std::size_t& count) {
    Counter& counter = counters_[static_cast<std::size_t>(table.counter)];
    if (counter.given && !counter.counts) {  // null, with its bytes in the residual
      count = clamp_count(table, static_cast<std::int64_t>(given));
      return true;
    }
    if (counter.counts) {
      count = clamp_count(table, *counter.counts);
      const bool cut = length_.has_value() && given < count;
      if (!present || given == count || cut) return true;
      if (!lose(std::to_string(given) + " elements, where its count says " +
                std::to_string(count))) {
        return false;
      }
    }
    count = clamp_count(table, static_cast<std::int64_t>(given));
    return set_counter(table.counter, counter, count, present);
  }

  bool set_counter(int slot, Counter& counter, std::size_t count, bool present) {
    if (counter.item == nullptr) return true;  // cut off
    Value value = Value::integer(static_cast<std::uint64_t>(count));
    if (const auto texts = layout_.counts.find(slot); texts != layout_.counts.end()) {
      const auto found = std::find_if(texts->second.begin(), texts->second.end(),
                                      [&](const auto& each) { return each.second == count; });
      if (found == texts->second.end()) {
        return !present || lose("no text means a count of " + std::to_string(count));
      }
      value = counter.item->leaf.kind == LeafKind::kText ? Value(found->first)
                                                         : Value(Number{found->first});
    }
    const Leaf& leaf = counter.item->leaf;
    if (const auto reason = write_leaf(leaf, options_, value, bytes_at(counter.at, leaf.size))) {
      return lose("its count: " + *reason);
    }
    counter.counts = static_cast<std::int64_t>(count);
    registers_[static_cast<std::size_t>(slot)] = std::move(value);
    return true;
  }

  bool occurrence(const Item& item, const Value* value, std::size_t& at) {
    if (!item.group) return leaf(item, value, at);
    const Object* members = nullptr;
    if (value != nullptr && !value->is_null()) {
      members = value->object();
      if (members == nullptr &&
          !lose("expected an object, found " + std::string(name(value->kind())))) {
        return false;
      }
    }
    return group(item, members, at);
  }

  bool leaf(const Item& item, const Value* value, std::size_t& at) {
    const Leaf& leaf = item.leaf;
    const std::size_t start = at;
    at += leaf.size;
    used_ = std::max(used_, at);
    const MutableBytes place = bytes_at(start, leaf.size);
    const bool done = item.name.empty() ? filler(leaf, place) : valued(item, value, start, place);
    if (!done) return false;
    if (item.slot >= 0) note(item, value, start, place);
    return true;
  }

  bool filler(const Leaf& leaf, MutableBytes place) {
    write_initial(leaf, options_, place);
    const Value* const entry = kept();
    const std::optional<ByteString> bytes = entry == nullptr ? std::nullopt : bytes_of(*entry);
    if (bytes && bytes->size() <= place.size())
      std::copy(bytes->begin(), bytes->end(), place.begin());
    return true;
  }

  bool valued(const Item& item, const Value* value, std::size_t start, MutableBytes place) {
    const Leaf& leaf = item.leaf;
    if (value == nullptr) {
      write_initial(leaf, options_, place);
      return true;
    }
    if (const Value* const entry = kept()) {
      const std::optional<ByteString> bytes = bytes_of(*entry);
      Value stood_for;
      if (bytes && bytes->size() <= leaf.size) {
        if (read_leaf(leaf, options_, *bytes, stood_for) != nullptr) stood_for = Value();
        if (same_value(stood_for, *value)) {
          write_initial(leaf, options_, place);
          std::copy(bytes->begin(), bytes->end(), place.begin());
          note_present(start, place.first(bytes->size()));
          return true;
        }
      }
    }
    if (value->is_null() && views_ > 0) {  // its bytes are those of the alternative that is written
      write_initial(leaf, options_, place);
      return true;
    }
    if (const std::optional<std::string> reason = write_leaf(leaf, options_, *value, place)) {
      const std::string declared = item.declared.empty() ? "" : " (" + item.declared + ")";
      if (!lose(*reason + declared)) return false;
    }
    note_present(start, place);
    return true;
  }

  /// Notes that a value was given here; blanks at its end may be those that a short line is read
  /// with.
  void note_present(std::size_t start, ByteView place) {
    std::size_t end = place.size();
    while (end > 0 && place[end - 1] == options_.code_page->space()) --end;
    if (end > 0) present_ = std::max(present_, start + end);
  }

  /// Keeps what a field that counts or decides now holds.
  void note(const Item& item, const Value* value, std::size_t start, MutableBytes place) {
    Value now;
    if (read_leaf(item.leaf, options_, place, now) != nullptr) now = Value();
    if (value != nullptr) now = *value;
    const auto slot = static_cast<std::size_t>(item.slot);
    Counter& counter = counters_[slot];
    counter = {&item, start, value != nullptr, std::nullopt};
    if (value != nullptr) counter.counts = count_of(layout_, item.slot, now);
    registers_[slot] = std::move(now);
  }

  bool alternatives(const std::vector<Item>& children, std::size_t first, const Object* members,
                    std::size_t& at, std::size_t& next, std::size_t& matched) {
    const std::vector<bool> active = active_alternatives(children, first, registers_);
    const bool ruled = has_rules(children, first);
    const std::size_t count = active.size();
    std::vector<const Value*> values(count, nullptr);
    std::size_t end = at;
    std::size_t written = count;  // the first that is written
    const std::vector<std::size_t> order = alternatives_by_say(children, first);
    for (std::size_t k = 0; k < count; ++k) {
      const Item& item = children[first + k];
      if (!item.dynamic) end = std::max(end, at + item.total());
      values[k] = find(item, members, next, matched);
      if (values[k] != nullptr && !active[k]) {
        path_.push(item.key);
        const bool goes_on = lose("is given, but its rule does not hold");
        path_.pop();
        if (!goes_on) return false;
        values[k] = nullptr;
      }
      if (values[k] != nullptr && written == count) written = k;
    }
    for (std::size_t i = 0; i < count && written == count; ++i) {  // none is given
      if (active[order[i]]) written = order[i];
    }
    const std::size_t start = at;
    fill(end);
    std::fill(record_.begin() + static_cast<std::ptrdiff_t>(start),
              record_.begin() + static_cast<std::ptrdiff_t>(end), options_.code_page->space());
    std::size_t shown = start;
    const std::vector<Value> registers = registers_;
    for (std::size_t i = count; i-- > 0;) {
      const std::size_t k = order[i];
      const bool storage = active[k] && children[first + k].name.empty();
      if (values[k] == nullptr && k != written && !storage) continue;
      std::size_t after = start;
      views_ += k != written ? 1 : 0;
      const bool done = field(children[first + k], values[k], after);
      views_ -= k != written ? 1 : 0;
      if (!done) return false;
      shown = std::max(shown, after);
    }
    end = std::max(end, shown);
    for (std::size_t k = written + 1; k < count && !ruled; ++k) {
      if (values[k] == nullptr) continue;
      if (!check_view(children[first + k], *values[k], start, registers)) return false;
    }
    path_.push(children[first].key);
    put_filled(kSlack, shown, end - shown, options_.code_page->space());
    path_.pop();
    at = end;
    return true;
  }

  bool check_view(const Item& item, const Value& given, std::size_t at,
                  const std::vector<Value>& registers) {
    const Value actual = read_view(layout_, options_, record_, item, at, registers);
    if (agrees(given, actual)) return true;
    path_.push(item.key);
    const bool goes_on = lose("does not agree with the field that it redefines");
    path_.pop();
    return goes_on;
  }

  bool check_rename(const Rename& rename, const Value* given) {
    if (given == nullptr || rename.offset + rename.leaf.size > record_.size()) return true;
    Value actual;
    const ByteView field = ByteView(record_).subspan(rename.offset, rename.leaf.size);
    if (read_leaf(rename.leaf, options_, field, actual) != nullptr) actual = Value();
    if (agrees(*given, actual)) return true;
    return lose("/" + rename.name, "does not agree with the fields that it renames");
  }

  const Layout& layout_;
  const Options& options_;
  std::vector<Loss>* losses_;
  std::vector<Value> registers_;
  std::vector<Counter> counters_;
  std::unordered_map<std::string_view, const Value*> kept_;
  std::optional<std::size_t> length_;
  WalkPath path_;
  ByteString record_;
  std::size_t used_ = 0;     // end of the fields that were written
  std::size_t present_ = 0;  // end of the last value that the message gives
  int views_ = 0;            // alternatives being written that another one will overwrite
  Error error_{ErrorCode::kInternal, {}, {}};
};

}  // namespace

Status write_record(const Layout& layout, const Options& options, const Value& message,
                    ByteString& out, std::vector<Loss>* losses) {
  const std::size_t before = losses == nullptr ? 0 : losses->size();
  Status status = Writer(layout, options, losses).run(message, out);
  if (!status.ok() && losses != nullptr) losses->resize(before);
  return status;
}

}  // namespace neurocrypt::cobol
