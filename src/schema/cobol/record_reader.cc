#include "schema/cobol/record_reader.h"

#include <algorithm>

#include "schema/cobol/leaf.h"
#include "schema/cobol/residual.h"
#include "schema/cobol/walk.h"

namespace neurocrypt::cobol {
namespace {

class Reader {
 public:
  Reader(const Layout& layout, const Options& options, ByteView bytes, bool nulls)
      : layout_(layout),
        options_(options),
        bytes_(bytes),
        size_(bytes.size()),
        nulls_(nulls),
        registers_(layout.slots) {
    if (options.framing == Framing::kLine && size_ < layout.size) {  // COBOL pads short lines
      padded_.assign(bytes.begin(), bytes.end());
      padded_.resize(layout.size, options.code_page->space());
      bytes_ = padded_;
    }
  }

  Result<Value> record(RecordEnd& end) {
    Object message;
    std::size_t at = 0;
    if (!group(layout_.root, at, message)) return std::move(error_);
    if ((cut_ || at > bytes_.size()) && !may_be_short(options_.framing)) return too_short(at);
    for (const Rename& rename : layout_.renames) {
      if (rename.offset + rename.leaf.size > bytes_.size()) continue;
      Value value;
      const ByteView field = bytes_.subspan(rename.offset, rename.leaf.size);
      if (read_leaf(rename.leaf, options_, field, value) != nullptr) value = Value();
      message.push_back({rename.name, std::move(value)});
    }
    end.selected = !layout_.select || layout_.select->holds(registers_);
    end.bytes = options_.framing == Framing::kOdo ? at : size_;
    if (options_.framing != Framing::kOdo) finish(at);
    if (!residual_.empty())
      message.push_back({std::string(kResidual), Value(std::move(residual_))});
    return Value(std::move(message));
  }

  Value view(const Item& item, std::size_t at, std::vector<Value> registers) {
    registers_ = std::move(registers);
    Object parent;
    static_cast<void>(field(item, at, parent));
    return parent.empty() ? Value() : std::move(parent[0].value);
  }

 private:
  // --- failures and residuals ---

  bool wrong(std::size_t at, std::size_t size, const std::string& what) {
    if (quiet_ > 0) return false;
    const std::size_t end = std::min(at + size, bytes_.size());
    const ByteView field =
        at < end ? bytes_.subspan(at, std::min<std::size_t>(end - at, 32)) : ByteView();
    error_ = Error{ErrorCode::kCorrupt,
                   "field " + path_.text() + ": " + what + ", at offset " + std::to_string(at) +
                       " of the record: " + print_bytes(field),
                   "invalid=null reads such a field as null and keeps its bytes"};
    return false;
  }

  Error too_short(std::size_t needed) {
    return Error{ErrorCode::kCorrupt,
                 "a record of " + std::to_string(bytes_.size()) + " bytes, where its fields need " +
                     std::to_string(std::max(needed, bytes_.size() + 1)),
                 "see whether the framing, odo and the code page are the file's"};
  }

  void keep(std::size_t at, std::size_t size) {
    residual_.push_back({path_.text(), Value(print_bytes(bytes_.subspan(at, size)))});
  }

  /// Storage without a value: kept unless it holds `fill` only.
  void unnamed(std::string_view key, std::size_t at, std::size_t size, std::uint8_t fill) {
    if (at >= bytes_.size() || size == 0 || at + size <= covered_) return;
    const ByteView storage = bytes_.subspan(at, std::min(size, bytes_.size() - at));
    if (std::all_of(storage.begin(), storage.end(), [&](std::uint8_t b) { return b == fill; }))
      return;
    path_.push(key);
    keep(at, storage.size());
    path_.pop();
  }

  /// What stands behind the fields and how long the record is, where its values do not tell.
  void finish(std::size_t at) {
    if (options_.occurs == Occurs::kPadded && at < layout_.size) {
      keep_named(kPad, at, layout_.size - at);
      at = layout_.size;
    }
    const std::size_t usual = may_be_short(options_.framing) ? used_ : at;
    if (size_ > at) {
      if (options_.framing == Framing::kFixed && options_.record_length == size_) {
        keep_named(kTail, at, size_ - at);
      } else {
        residual_.push_back({std::string(kTail), Value(print_bytes(bytes_.subspan(at)))});
      }
    } else if (cut_ || size_ != usual) {
      residual_.push_back(
          {std::string(kLength), Value::integer(static_cast<std::uint64_t>(size_))});
    }
  }

  void keep_named(std::string_view key, std::size_t at, std::size_t size) {
    if (at >= bytes_.size()) return;
    const ByteView storage = bytes_.subspan(at, std::min(size, bytes_.size() - at));
    const std::uint8_t space = options_.code_page->space();
    if (std::all_of(storage.begin(), storage.end(), [&](std::uint8_t b) { return b == space; }))
      return;
    residual_.push_back({std::string(key), Value(print_bytes(storage))});
  }

  // --- the walk: each moves `at` behind what it read, and returns false after an error ---

  bool group(const Item& group, std::size_t& at, Object& members) {
    const std::vector<Item>& children = group.children;
    members.reserve(children.size());
    for (std::size_t i = 0; i < children.size();
         i += std::max<std::size_t>(children[i].alternatives, 1)) {
      const bool done = children[i].alternatives > 1 ? alternatives(children, i, at, members)
                                                     : field(children[i], at, members);
      if (!done) return false;
    }
    return true;
  }

  bool field(const Item& item, std::size_t& at, Object& members) {
    path_.push(item.key);
    const bool done = item.table ? table(item, at, members) : single(item, at, members);
    path_.pop();
    return done;
  }

  bool single(const Item& item, std::size_t& at, Object& members) {
    unnamed(kBefore, at, item.slack_before, 0);
    at += item.slack_before;
    const bool absent = at >= bytes_.size();
    Value value;
    if (!occurrence(item, at, value)) return false;
    if (!item.name.empty() && !absent) members.push_back({item.name, std::move(value)});
    return true;
  }

  bool table(const Item& item, std::size_t& at, Object& members) {
    unnamed(kBefore, at, item.slack_before, 0);
    at += item.slack_before;
    bool known = true;
    const bool behind = at >= bytes_.size();
    std::size_t count = item.occurs_max;
    if (item.counter >= 0) {
      const Value& counter = registers_[static_cast<std::size_t>(item.counter)];
      const std::optional<std::int64_t> counted = count_of(layout_, item.counter, counter);
      known = counted.has_value();
      count = clamp_count(item, counted.value_or(0));
      const bool fits = counted && static_cast<std::int64_t>(count) == *counted;
      if (!fits && !nulls_ && !behind) {
        return wrong(at, 0,
                     "its count " +
                         (counted ? std::to_string(*counted) + " is" : "is unknown, so") +
                         " not from " + std::to_string(item.occurs_min) + " to " +
                         std::to_string(item.occurs_max));
      }
    }
    const bool absent = behind && (count > 0 || !known);  // an empty table may stand at the end
    Array elements;
    const std::size_t start = at;
    for (std::size_t i = 0; i < count; ++i) {
      if (at >= bytes_.size()) {
        cut_ = true;
        at += (item.size + item.slack_after) * (count - i);
        break;
      }
      path_.push(i);
      Value value;
      const bool done = occurrence(item, at, value);
      if (done) {
        unnamed(kAfter, at, item.slack_after, 0);
        at += item.slack_after;
      }
      path_.pop();
      if (!done) return false;
      if (!item.name.empty()) elements.push_back(std::move(value));
    }
    if (item.counter >= 0 && options_.occurs == Occurs::kMaximum) {
      const std::size_t end = start + (item.size + item.slack_after) * item.occurs_max;
      unnamed(kSlack, at, end - at, options_.code_page->space());
      at = end;
      used_ = std::max(used_, at);
    }
    if (!item.name.empty() && !absent) members.push_back({item.name, Value(std::move(elements))});
    return true;
  }

  bool occurrence(const Item& item, std::size_t& at, Value& value) {
    if (!item.group) return leaf(item, at, value);
    if (at >= bytes_.size()) {
      cut_ = true;
      at += item.size;
      return true;
    }
    Object members;
    if (!group(item, at, members)) return false;
    value = Value(std::move(members));
    return true;
  }

  bool leaf(const Item& item, std::size_t& at, Value& value) {
    const Leaf& leaf = item.leaf;
    const std::size_t start = at;
    at += leaf.size;
    used_ = std::max(used_, at);
    if (at > bytes_.size()) cut_ = true;
    if (start >= bytes_.size()) return true;
    const ByteView field = bytes_.subspan(start, std::min(leaf.size, bytes_.size() - start));
    const bool named = !item.name.empty();
    if (named || item.slot >= 0) {
      const char* const reason = read_leaf(leaf, options_, field, value);
      if (reason != nullptr) {
        if (!nulls_) return wrong(start, leaf.size, reason + declared(item));
        value = Value();
      }
      if (item.slot >= 0) registers_[static_cast<std::size_t>(item.slot)] = value;
    }
    if (at <= covered_) return true;  // another view of bytes that are already told
    scratch_.resize(leaf.size);
    bool same = true;
    if (named) {
      same = !write_leaf(leaf, options_, value, scratch_).has_value();
    } else {
      write_initial(leaf, options_, scratch_);
    }
    if (!same || !std::equal(field.begin(), field.end(), scratch_.begin()))
      keep(start, field.size());
    return true;
  }

  static std::string declared(const Item& item) {
    return item.declared.empty() ? "" : " for " + item.declared;
  }

  bool alternatives(const std::vector<Item>& children, std::size_t first, std::size_t& at,
                    Object& members) {
    const std::vector<bool> active = active_alternatives(children, first, registers_);
    const bool ruled = has_rules(children, first);
    const std::size_t start = at;
    std::size_t end = start;    // of the storage
    std::size_t shown = start;  // of what the values tell
    bool any = false;
    for (const std::size_t k : alternatives_by_say(children, first)) {
      const Item& item = children[first + k];
      if (!item.dynamic) end = std::max(end, start + item.total());
      if (!active[k]) continue;
      std::size_t after = start;
      if (!try_alternative(item, after, members, ruled)) {
        if (ruled) return false;
        continue;
      }
      any = true;
      end = std::max(end, after);
      shown = std::max(shown, after);
      covered_ = std::max(covered_, after);
    }
    if (!any && !ruled) {  // every view is invalid: say what is wrong with the first
      std::size_t after = start;
      return field(children[first], after, members);
    }
    path_.push(children[first].key);
    unnamed(kSlack, shown, end - shown, options_.code_page->space());
    path_.pop();
    at = end;
    return true;
  }

  /// Reads one alternative; without rules it is left out when it is invalid.
  bool try_alternative(const Item& item, std::size_t& at, Object& members, bool ruled) {
    if (ruled) return field(item, at, members);
    const std::size_t residuals = residual_.size();
    const std::size_t count = members.size();
    const std::size_t used = used_;
    const std::size_t covered = covered_;
    const bool cut = cut_;
    ++quiet_;
    const bool done = field(item, at, members);
    --quiet_;
    if (!done) {
      residual_.resize(residuals);
      members.resize(count);
      used_ = used;
      covered_ = covered;
      cut_ = cut;
    }
    return done;
  }

  const Layout& layout_;
  const Options& options_;
  ByteView bytes_;     // the record, or padded_
  std::size_t size_;   // of the record
  ByteString padded_;  // a line that was shorter than its fields
  bool nulls_;
  std::vector<Value> registers_;
  WalkPath path_;
  Object residual_;
  ByteString scratch_;
  std::size_t used_ = 0;     // end of the fields that the values tell
  std::size_t covered_ = 0;  // end of the bytes that an earlier alternative tells
  bool cut_ = false;         // the record ends before its fields do
  int quiet_ = 0;            // alternatives on trial: errors need no text
  Error error_{ErrorCode::kInternal, {}, {}};
};

}  // namespace

Result<Value> read_record(const Layout& layout, const Options& options, ByteView bytes,
                          RecordEnd& end) {
  return Reader(layout, options, bytes, options.invalid_null).record(end);
}

Value read_view(const Layout& layout, const Options& options, ByteView bytes, const Item& item,
                std::size_t offset, std::vector<Value> registers) {
  return Reader(layout, options, bytes, true).view(item, offset, std::move(registers));
}

}  // namespace neurocrypt::cobol
