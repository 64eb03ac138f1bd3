#include "schema/cobol/layout.h"

#include <algorithm>
#include <limits>
#include <set>

namespace neurocrypt::cobol {
namespace {

Error wrong(Place place, const std::string& what, std::string hint = {},
            ErrorCode code = ErrorCode::kCorrupt) {
  return Error{code, "copybook, " + print(place) + ": " + what, std::move(hint)};
}

/// What a group hands down to its fields.
struct Inherited {
  std::optional<Usage> usage;
  std::string usage_text;
  std::optional<bool> sign_leading;
  bool sign_separate = false;
  bool synchronized = false;
};

/// The fewest bytes that hold `digits` decimal digits.
std::size_t exact_binary_bytes(int digits, bool is_signed) {
  __extension__ using Wide = unsigned __int128;
  Wide largest = 1;
  for (int i = 0; i < digits; ++i) largest *= 10;
  largest -= 1;
  if (is_signed) largest *= 2;
  std::size_t bytes = 0;
  for (; largest != 0; largest >>= 8) ++bytes;
  return bytes;
}

std::size_t binary_bytes(int digits, bool is_signed, BinarySize size) {
  if (size == BinarySize::kExact) return exact_binary_bytes(digits, is_signed);
  if (size == BinarySize::k1248 && digits <= 2) return 1;
  return digits <= 4 ? 2 : digits <= 9 ? 4 : digits <= 18 ? 8 : 16;
}

/// The boundary that SYNC puts a field on; 1 for none.
std::size_t alignment_of(const Leaf& leaf, Synchronize rules) {
  const bool binary = leaf.kind == LeafKind::kBinary || leaf.kind == LeafKind::kBytes;
  if (rules == Synchronize::kIgnore) return 1;
  if (leaf.kind == LeafKind::kFloat) return 4;
  if (leaf.kind == LeafKind::kDouble) return 8;
  if (!binary || (leaf.size & (leaf.size - 1)) != 0) return 1;
  return std::min<std::size_t>(leaf.size, rules == Synchronize::kIbm ? 4 : 16);
}

std::size_t round_up(std::size_t value, std::size_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

class Builder {
 public:
  Builder(std::vector<Entry> entries, const Options& options)
      : entries_(std::move(entries)), options_(options), layout_(std::make_unique<Layout>()) {}

  Result<std::unique_ptr<const Layout>> run(std::string_view root_name) {
    NC_RETURN_IF_ERROR(build_root(root_name));
    NC_RETURN_IF_ERROR(alternatives(layout_->root));
    name_fillers(layout_->root);
    std::size_t alignment = 1;
    NC_RETURN_IF_ERROR(assign(layout_->root, 0, alignment));
    layout_->size = layout_->root.size;
    if (layout_->size == 0) {
      return Error{ErrorCode::kCorrupt, "copybook: the record has no bytes"};
    }
    std::vector<Item*> ancestors;
    collect(layout_->root, ancestors);
    NC_RETURN_IF_ERROR(counters());
    mark_dynamic(layout_->root);
    NC_RETURN_IF_ERROR(renames());
    NC_RETURN_IF_ERROR(rules());
    return std::unique_ptr<const Layout>(std::move(layout_));
  }

 private:
  // --- from entries to a tree ---

  Status build_root(std::string_view root_name) {
    const int top = entries_[0].level;
    std::vector<std::size_t> records;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const int level = entries_[i].level;
      if (level == 66) {
        if (i == 0) return wrong(entries_[i].place, "level 66 before any record");
        continue;
      }
      if (level == 1 || level == 77) records.push_back(i);
    }
    Item& root = layout_->root;
    root.group = true;
    root.declared = "record";
    if (records.empty() || records[0] != 0) {  // fields without a record around them
      if (!records.empty()) {
        return wrong(entries_[0].place,
                     "level " + std::to_string(top) + " before the first level 01");
      }
      if (!root_name.empty() && !same_name(root_name, entries_[0].name)) {
        return Error{ErrorCode::kNotFound,
                     "the copybook has no record '" + std::string(root_name) + "'",
                     "it has fields without a level 01: leave the root out"};
      }
      std::size_t at = 0;
      NC_RETURN_IF_ERROR(build_children(at, 0, Inherited{}, root));
      return finish_root();
    }
    std::vector<std::size_t> chosen;
    std::string names;
    for (const std::size_t i : records) {
      names += (names.empty() ? "" : ", ") + entries_[i].name;
      if (root_name.empty() || same_name(root_name, entries_[i].name)) chosen.push_back(i);
    }
    if (chosen.empty()) {
      return Error{ErrorCode::kNotFound,
                   "the copybook has no record '" + std::string(root_name) + "'",
                   "its records are " + names};
    }
    bool all_redefine = true;
    for (std::size_t i = 1; i < chosen.size(); ++i) {
      all_redefine = all_redefine && !entries_[chosen[i]].redefines.empty();
    }
    if (chosen.size() > 1 && !all_redefine) {
      if (!options_.alternatives) {
        return Error{ErrorCode::kInvalidArgument, "the copybook has several records: " + names,
                     "name one as the root, or set records=alternatives or records=sequence"};
      }
      for (std::size_t i = 1; *options_.alternatives && i < chosen.size(); ++i) {
        if (entries_[chosen[i]].redefines.empty()) {
          entries_[chosen[i]].redefines = entries_[chosen[0]].name;
        }
      }
    }
    if (chosen.size() == 1) entries_[chosen[0]].redefines.clear();
    for (std::size_t at : chosen) {
      NC_RETURN_IF_ERROR(build_item(at, Inherited{}, root));
    }
    Item& only = root.children[0];
    if (root.children.size() == 1 && only.group && !only.table && !options_.keep_root) {
      std::vector<Item> members = std::move(only.children);
      root.conditions = std::move(only.conditions);
      root.declared = only.declared.empty() ? only.name : only.declared;
      root.children = std::move(members);
    }
    return finish_root();
  }

  /// Bytes around the copybook's fields that options declare.
  Status finish_root() {
    Item& root = layout_->root;
    const auto filler = [&](std::size_t size) {
      Item item;
      item.leaf.size = size;
      item.leaf.page = &*options_.code_page;
      item.declared = "PIC X(" + std::to_string(size) + ")";
      return item;
    };
    if (options_.record_start > 0) {
      root.children.insert(root.children.begin(), filler(options_.record_start));
    }
    if (options_.record_end > 0) root.children.push_back(filler(options_.record_end));
    return {};
  }

  Status build_children(std::size_t& at, int level, const Inherited& inherited, Item& group) {
    while (at < entries_.size() && entries_[at].level > level) {
      if (entries_[at].level == 66) {
        ++at;
        continue;
      }
      if (entries_[at].level == 77 || (level != 0 && entries_[at].level == 1)) break;
      NC_RETURN_IF_ERROR(build_item(at, inherited, group));
    }
    return {};
  }

  Status build_item(std::size_t& at, Inherited inherited, Item& parent) {
    if (++items_ > kItemsMax) return wrong(entries_[at].place, "more than 100000 fields");
    const Entry& entry = entries_[at];
    ++at;
    Item item;
    item.name = entry.name;
    item.level = entry.level;
    item.place = entry.place;
    item.conditions = entry.conditions;
    if (entry.usage) {
      inherited.usage = entry.usage;
      inherited.usage_text = entry.usage_text;
    }
    if (entry.sign_leading) {
      inherited.sign_leading = entry.sign_leading;
      inherited.sign_separate = entry.sign_separate;
    }
    inherited.synchronized = inherited.synchronized || entry.synchronized;
    if (entry.occurs) {
      item.table = true;
      item.occurs_min = entry.occurs_min;
      item.occurs_max = entry.occurs_max;
      item.depending_on = entry.depending_on;
      if (entry.depending_on.empty()) {
        item.occurs_min = item.occurs_max;
      } else if (item.occurs_min == item.occurs_max) {
        item.occurs_min = 0;  // "OCCURS 80 DEPENDING ON N"
      }
    }
    item.redefines = entry.redefines;
    item.synchronized = inherited.synchronized;
    const std::size_t after = next_field(at);
    const bool has_children = entry.level != 77 && after < entries_.size() &&
                              entries_[after].level > entry.level && entries_[after].level < 50;
    if (has_children) {
      if (entry.picture) return wrong(entry.place, "'" + entry.name + "' has a PICTURE and fields");
      item.group = true;
      item.declared = entry.usage ? entry.usage_text : "";
      if (++depth_ > 49) return wrong(entry.place, "groups nested too deep");
      NC_RETURN_IF_ERROR(build_children(at, entry.level, inherited, item));
      --depth_;
    } else {
      NC_RETURN_IF_ERROR(build_leaf(entry, inherited, item));
    }
    parent.children.push_back(std::move(item));
    return {};
  }

  [[nodiscard]] std::size_t next_field(std::size_t at) const {
    while (at < entries_.size() && entries_[at].level == 66) ++at;
    return at;
  }

  Status build_leaf(const Entry& entry, const Inherited& inherited, Item& item) {
    const Usage usage = inherited.usage.value_or(Usage::kDisplay);
    const std::string what = entry.name.empty() ? "FILLER" : "'" + entry.name + "'";
    Leaf& leaf = item.leaf;
    leaf.page = &*options_.code_page;
    for (const auto& [name, page] : options_.field_code_pages) {
      if (same_name(name, entry.name)) leaf.page = &page;
    }
    item.declared = entry.picture ? "PIC " + entry.picture_text : "";
    if (usage != Usage::kDisplay) {
      item.declared += (item.declared.empty() ? "" : " ") + inherited.usage_text;
    }
    if (entry.picture) leaf.picture = *entry.picture;
    switch (usage) {
      case Usage::kFloat:
      case Usage::kDouble:
        leaf.kind = usage == Usage::kFloat ? LeafKind::kFloat : LeafKind::kDouble;
        leaf.size = usage == Usage::kFloat ? 4 : 8;
        leaf.little_endian = options_.float_little;
        return {};
      case Usage::kAddress:
        leaf.kind = LeafKind::kBytes;
        leaf.size = entry.native_bytes == 0 ? 4 : entry.native_bytes;
        return {};
      default:
        break;
    }
    if (usage == Usage::kNative && entry.native_bytes > 0) {  // BINARY-LONG and its like
      leaf.kind = LeafKind::kBinary;
      leaf.size = entry.native_bytes;
      leaf.full_range = true;
      leaf.little_endian = options_.native_little;
      leaf.picture = Picture{PictureKind::kNumeric, 0, 20, 0, entry.native_signed, {}};
      return {};
    }
    if (!entry.picture) {
      return wrong(
          entry.place, what + " has neither a PICTURE nor fields",
          "a field needs PIC, COMP-1, COMP-2, or fields of a higher level number below it");
    }
    return with_picture(entry, usage, inherited, what, item);
  }

  Status with_picture(const Entry& entry, Usage usage, const Inherited& inherited,
                      const std::string& what, Item& item) {
    Leaf& leaf = item.leaf;
    const Picture& picture = leaf.picture;
    leaf.size = picture.positions;
    leaf.justified = entry.justified;
    leaf.blank_when_zero = entry.blank_when_zero;
    if (entry.justified) item.declared += " JUSTIFIED";
    if (entry.blank_when_zero) item.declared += " BLANK WHEN ZERO";
    const bool number = picture.kind == PictureKind::kNumeric;
    if (entry.justified && picture.kind != PictureKind::kText) {
      return wrong(entry.place, "JUSTIFIED on " + what + ", which is not text");
    }
    if (entry.blank_when_zero && (picture.kind == PictureKind::kText || usage != Usage::kDisplay)) {
      return wrong(entry.place, "BLANK WHEN ZERO on " + what + ", which is no number in DISPLAY");
    }
    if (picture.kind == PictureKind::kText && usage != Usage::kDisplay) {
      if (usage == Usage::kPacked) {
        return wrong(entry.place, "PACKED-DECIMAL on " + what + ", which is not a number");
      }
      leaf.kind = usage == Usage::kPackedNoSign ? LeafKind::kPackedNoSign
                  : usage == Usage::kNative && entry.exact_bytes && leaf.size <= 16
                      ? LeafKind::kBinary
                      : LeafKind::kBytes;
      if (leaf.kind == LeafKind::kPackedNoSign) {
        if (leaf.size * 2 > static_cast<std::size_t>(kDigitsMax)) {
          return wrong(entry.place, what + " has more than 38 digits");
        }
        leaf.picture =
            Picture{PictureKind::kNumeric, 0, static_cast<int>(leaf.size * 2), 0, false, {}};
      } else if (leaf.kind == LeafKind::kBinary) {
        leaf.full_range = true;
        leaf.picture = Picture{PictureKind::kNumeric, 0, 38, 0, false, {}};
      }
      return {};
    }
    if (!number && usage != Usage::kDisplay) {
      return wrong(entry.place, "an edited PICTURE on " + what + ", which is not DISPLAY");
    }
    if (picture.kind == PictureKind::kText) return {};
    if (picture.kind == PictureKind::kNumericEdited) {
      leaf.kind = LeafKind::kEdited;
      return {};
    }
    switch (usage) {
      case Usage::kPacked:
        leaf.kind = LeafKind::kPacked;
        leaf.size = static_cast<std::size_t>(picture.digits) / 2 + 1;
        return {};
      case Usage::kPackedNoSign:
        leaf.kind = LeafKind::kPackedNoSign;
        leaf.size = (static_cast<std::size_t>(picture.digits) + 1) / 2;
        return {};
      case Usage::kBinary:
      case Usage::kNative:
      case Usage::kLittleEndian:
        leaf.kind = LeafKind::kBinary;
        leaf.size = entry.exact_bytes
                        ? exact_binary_bytes(picture.digits, picture.is_signed)
                        : binary_bytes(picture.digits, picture.is_signed, options_.binary_size);
        leaf.full_range = usage == Usage::kNative || !options_.truncate_binary;
        leaf.little_endian = usage == Usage::kLittleEndian ||
                             (usage == Usage::kNative && !entry.exact_bytes ? options_.native_little
                              : usage == Usage::kBinary                     ? options_.binary_little
                                                                            : false);
        return {};
      default:
        leaf.kind = LeafKind::kZoned;
        leaf.sign_leading = inherited.sign_leading.value_or(false);
        leaf.sign_separate = picture.is_signed && inherited.sign_separate;
        if (leaf.sign_separate) ++leaf.size;
        if (picture.is_signed && inherited.sign_leading) {
          item.declared += *inherited.sign_leading ? " SIGN LEADING" : " SIGN TRAILING";
          if (leaf.sign_separate) item.declared += " SEPARATE";
        }
        return {};
    }
  }

  // --- REDEFINES, names ---

  /// Groups alternatives: those that redefine one field follow it at once.
  Status alternatives(Item& group) {
    std::vector<Item>& children = group.children;
    std::size_t base = 0;
    for (std::size_t i = 0; i < children.size(); ++i) {
      Item& item = children[i];
      if (item.redefines.empty()) {
        base = i;
      } else {
        bool known = false;
        for (std::size_t k = base; k < i; ++k) {
          known = known || same_name(children[k].name, item.redefines);
        }
        if (!known) {
          return wrong(
              item.place,
              "'" + item.name + "' redefines '" + item.redefines + "', which is not before it",
              "REDEFINES follows the field that it redefines, at the same level");
        }
        item.alternatives = 0;
        ++children[base].alternatives;
      }
      if (item.group) NC_RETURN_IF_ERROR(alternatives(item));
    }
    return {};
  }

  /// True when a field in it has a value; a group of fillers is a filler.
  [[nodiscard]] bool has_value(const Item& item) const {
    if (!item.group) return !item.name.empty() || (options_.keep_fillers && item.level != 0);
    return std::any_of(item.children.begin(), item.children.end(),
                       [&](const Item& child) { return has_value(child); });
  }

  void name_fillers(Item& group) {
    std::set<std::string> used;
    std::size_t ordinal = 0;
    for (Item& item : group.children) {
      ++ordinal;
      if (!has_value(item)) {
        item.name.clear();
      } else if (item.name.empty()) {
        item.name = item.group ? "FILLER-" + std::to_string(++group_fillers_)
                               : "FILLER-P" + std::to_string(++leaf_fillers_);
      }
      if (!item.name.empty()) {
        const std::string name = item.name;
        for (int i = 2; !used.insert(item.name).second; ++i) {
          item.name = name + "-" + std::to_string(i);
        }
      }
      item.key = item.name.empty() ? "$" + std::to_string(ordinal) : item.name;
      if (item.group) name_fillers(item);
    }
  }

  // --- offsets ---

  /// Lays out the fields of a group that starts at `start`; widens `alignment` to the widest SYNC.
  Status assign(Item& group, std::size_t start, std::size_t& alignment) {
    std::size_t offset = start;
    std::size_t storage = start;  // where the current alternatives start
    std::size_t end = start;
    for (Item& item : group.children) {
      if (item.alternatives > 0) {
        offset = end;
        storage = offset;
      } else {
        offset = storage;
      }
      std::size_t inner = 1;
      if (item.group) {
        item.offset = offset;
        NC_RETURN_IF_ERROR(assign(item, offset, inner));
        if (item.table) item.slack_after = round_up(item.size, inner) - item.size;
      } else {
        if (item.synchronized) inner = alignment_of(item.leaf, options_.synchronize);
        item.slack_before = round_up(offset, inner) - offset;
        item.offset = offset + item.slack_before;
        item.size = item.leaf.size;
      }
      alignment = std::max(alignment, inner);
      if (item.size == 0) return wrong(item.place, "'" + item.name + "' has no bytes");
      if (item.total() > kRecordBytesMax - offset) {
        return wrong(item.place, "the record has more than 256 MiB");
      }
      end = std::max(end, offset + item.total());
    }
    group.size = end - start;
    return {};
  }

  static bool mark_dynamic(Item& item) {
    bool dynamic = item.dynamic;
    for (Item& child : item.children) dynamic = mark_dynamic(child) || dynamic;
    item.dynamic = dynamic;
    return dynamic;
  }

  // --- names in clauses and options ---

  struct Known {
    Item* item;
    std::vector<Item*> ancestors;
    std::size_t order;
  };

  void collect(Item& group, std::vector<Item*>& ancestors) {
    ancestors.push_back(&group);
    for (Item& item : group.children) {
      known_.push_back({&item, ancestors, known_.size()});
      if (item.group) collect(item, ancestors);
    }
    ancestors.pop_back();
  }

  static bool qualified_by(const Known& known, const std::vector<std::string>& names) {
    if (!same_name(known.item->name, names[0])) return false;
    std::size_t next = 1;
    for (std::size_t i = known.ancestors.size(); i-- > 0 && next < names.size();) {
      if (same_name(known.ancestors[i]->name, names[next])) ++next;
    }
    // The record's own name is not among the ancestors when the root is left out of the message.
    return next == names.size() || next + 1 == names.size();
  }

  /// The nearest elementary field of that name before `order`.
  const Known* find_before(const std::vector<std::string>& names, std::size_t order) const {
    for (std::size_t i = std::min(order, known_.size()); i-- > 0;) {
      if (!known_[i].item->group && qualified_by(known_[i], names)) return &known_[i];
    }
    return nullptr;
  }

  int slot_of(Item& item) {
    if (item.slot < 0) item.slot = static_cast<int>(layout_->slots++);
    return item.slot;
  }

  Status counters() {
    for (const Known& known : known_) {
      Item& table = *known.item;
      if (table.depending_on.empty()) continue;
      const Known* const counter = find_before(table.depending_on, known.order);
      if (counter == nullptr) {
        return wrong(table.place, "'" + table.name + "' depends on '" + table.depending_on[0] +
                                      "', which is no field before it in the record");
      }
      Item& item = *counter->item;
      const auto mapped =
          std::find_if(options_.counts.begin(), options_.counts.end(),
                       [&](const auto& each) { return same_name(each.first, item.name); });
      table.counter = slot_of(item);
      if (mapped != options_.counts.end()) {
        layout_->counts[table.counter] = mapped->second;
      } else if (item.leaf.picture.kind == PictureKind::kText || item.leaf.picture.scale > 0) {
        return wrong(table.place,
                     "'" + table.name + "' depends on '" + item.name + "', which is no integer",
                     "say what its texts mean with the option counts." + item.name + "=A:1,B:2");
      }
      table.dynamic = options_.occurs != Occurs::kMaximum;
    }
    return {};
  }

  Result<RuleName> resolve(std::string_view name, std::size_t order) {
    const std::string text(name);
    if (const Known* const found = find_before({text}, order)) {
      return RuleName{slot_of(*found->item), nullptr};
    }
    for (std::size_t i = std::min(order, known_.size()); i-- > 0;) {
      Item& item = *known_[i].item;
      for (const Condition& condition : item.conditions) {
        if (!item.group && same_name(condition.name, name)) {
          return RuleName{slot_of(item), &condition};
        }
      }
    }
    return Error{ErrorCode::kInvalidArgument,
                 "'" + text +
                     "' is neither an elementary field nor a level-88 name before the "
                     "field that the rule is for"};
  }

  Status rules() {
    for (const auto& [name, text] : options_.redefines) {
      const auto found = std::find_if(
          known_.begin(), known_.end(),
          [&, &wanted = name](const Known& each) { return same_name(each.item->name, wanted); });
      if (found == known_.end()) {
        return Error{ErrorCode::kInvalidArgument,
                     "option redefines." + name + ": the record has no such field"};
      }
      const std::vector<Item>& siblings = found->ancestors.back()->children;
      auto first = static_cast<std::size_t>(found->item - siblings.data());
      while (siblings[first].alternatives == 0) --first;
      if (siblings[first].alternatives == 1) {
        return Error{ErrorCode::kInvalidArgument,
                     "option redefines." + name + ": nothing redefines that field"};
      }
      const std::size_t order =  // rules look at what stands before the shared storage
          static_cast<std::size_t>(
              std::find_if(known_.begin(), known_.end(),
                           [&](const Known& each) { return each.item == &siblings[first]; }) -
              known_.begin());
      auto rule = Rule::parse(text, [&](std::string_view each) { return resolve(each, order); });
      if (!rule.ok())
        return Error{rule.error().code, "option redefines." + name + ": " + rule.error().message,
                     rule.error().hint};
      found->item->rule = std::move(rule).value();
    }
    mark_otherwise(layout_->root);
    if (!options_.select.empty()) {
      auto rule = Rule::parse(options_.select,
                              [&](std::string_view each) { return resolve(each, known_.size()); });
      if (!rule.ok()) {
        return Error{rule.error().code, "option select: " + rule.error().message,
                     rule.error().hint};
      }
      layout_->select = std::move(rule).value();
    }
    if (options_.framing == Framing::kField) {
      const Known* const field = find_before({options_.length_field}, known_.size());
      const bool fixed_place =
          field != nullptr &&
          std::none_of(known_.begin(), known_.begin() + static_cast<std::ptrdiff_t>(field->order),
                       [](const Known& each) { return each.item->dynamic; });
      if (!fixed_place) {
        return Error{ErrorCode::kInvalidArgument,
                     "option length_field: '" + options_.length_field +
                         "' is no elementary field at a fixed place of the record"};
      }
      layout_->length_item = field->item;
    }
    return {};
  }

  static void mark_otherwise(Item& group) {
    for (std::size_t i = 0; i < group.children.size(); ++i) {
      const std::size_t count = group.children[i].alternatives;
      bool ruled = false;
      for (std::size_t k = 0; k < count; ++k)
        ruled = ruled || group.children[i + k].rule.has_value();
      for (std::size_t k = 0; k < count && ruled; ++k) {
        group.children[i + k].otherwise = !group.children[i + k].rule.has_value();
      }
      mark_otherwise(group.children[i]);
    }
  }

  Status renames() {
    for (const Entry& entry : entries_) {
      if (entry.level != 66) continue;
      const Known* const first = find_any(entry.renames_first);
      const Known* const last = find_any(entry.renames_last);
      if (first == nullptr || last == nullptr) continue;  // of a record that is not the root
      const std::size_t start = first->item->offset;
      const std::size_t end = last->item->offset + last->item->total() - last->item->slack_before;
      if (end <= start) {
        return wrong(entry.place, "'" + entry.name + "' renames fields in the wrong order");
      }
      if (!options_.show_renames) continue;
      if (end > fixed_bytes(layout_->root)) {
        return wrong(entry.place,
                     "'" + entry.name + "' renames fields of a record whose places vary",
                     "level 66 is shown where no table of variable length is in it or before it",
                     ErrorCode::kUnsupported);
      }
      Rename rename{entry.name, start, {}};
      if (first == last && !first->item->group && !first->item->table) {
        rename.leaf = first->item->leaf;
      } else {
        rename.leaf.page = &*options_.code_page;
        rename.leaf.size = end - start;
      }
      layout_->renames.push_back(std::move(rename));
    }
    return {};
  }

  /// Where the first table of variable length starts.
  static std::size_t fixed_bytes(const Item& item) {
    if (!item.dynamic) return std::numeric_limits<std::size_t>::max();
    if (item.counter >= 0) return item.offset;
    std::size_t bytes = std::numeric_limits<std::size_t>::max();
    for (const Item& child : item.children) bytes = std::min(bytes, fixed_bytes(child));
    return bytes;
  }

  const Known* find_any(std::string_view name) const {
    for (const Known& known : known_) {
      if (same_name(known.item->name, name)) return &known;
    }
    return nullptr;
  }

  std::vector<Entry> entries_;
  const Options& options_;
  std::unique_ptr<Layout> layout_;
  std::size_t items_ = 0;
  int depth_ = 0;
  int group_fillers_ = 0;
  int leaf_fillers_ = 0;
  std::vector<Known> known_;
};

}  // namespace

Result<std::unique_ptr<const Layout>> make_layout(std::vector<Entry> entries, std::string_view root,
                                                  const Options& options) {
  return Builder(std::move(entries), options).run(root);
}

}  // namespace neurocrypt::cobol
