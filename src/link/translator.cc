#include "link/translator.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "link/cells.h"
#include "link/convert.h"
#include "link/difference.h"
#include "link/outline.h"
#include "link/plan.h"

namespace neurocrypt {
namespace {

using Kind = Cell::Kind;

constexpr std::string_view kAbsent = "@absent";

std::size_t index_of(Side side) { return side == Side::kA ? 0 : 1; }

/// The only member of an object that is called @absent, or null.
const Value* absent_member(const Value& value) {
  const Object* const object = value.object();
  if (object == nullptr || object->size() != 1 || (*object)[0].name != kAbsent) return nullptr;
  return &(*object)[0].value;
}

/// A cell as the intermediary writes it. What looks like the mark of an absent element is wrapped
/// in one.
Value print_cell(const Cells& cells, CellIndex index, bool element) {
  const Cell& cell = cells[index];
  switch (cell.kind) {
    case Kind::kAbsent:
    case Kind::kOne:
      break;
    case Kind::kValue:
      if (element && absent_member(*cell.value) != nullptr) {
        return Object{{std::string(kAbsent), *cell.value}};
      }
      return *cell.value;
    case Kind::kArray: {
      Array out;
      out.reserve(cell.count);
      for (std::uint32_t i = 0; i < cell.count; ++i) {
        out.push_back(print_cell(cells, cell.first + i, true));
      }
      return out;
    }
    case Kind::kMap: {
      Object out;
      out.reserve(cell.count);
      for (std::uint32_t i = 0; i < cell.count; ++i) {
        out.push_back(
            {std::string(cells[cell.first + i].key), print_cell(cells, cell.first + i, true)});
      }
      return out;
    }
  }
  return Object{{std::string(kAbsent), true}};
}

/// Reads what print_cell wrote into a cell; `levels` are those still to come.
void parse_cell(const Value& value, std::span<const PathLevel> levels, bool element, Cells& cells,
                CellIndex out) {
  const Value* const absent = element ? absent_member(value) : nullptr;
  if (absent != nullptr && absent->boolean() != nullptr) return;
  const bool map = !levels.empty() && levels[0].map;
  if (!levels.empty() && !map && value.array() != nullptr) {
    const Array& array = *value.array();
    const CellIndex first = cells.add(array.size());
    cells[out] = {Kind::kArray, nullptr, first, static_cast<std::uint32_t>(array.size()),
                  cells[out].key};
    for (std::size_t i = 0; i < array.size(); ++i) {
      parse_cell(array[i], levels.subspan(1), true, cells, first + static_cast<CellIndex>(i));
    }
  } else if (map && value.object() != nullptr && sealed_text(value) == nullptr) {
    const Object& object = *value.object();
    const CellIndex first = cells.add(object.size());
    cells[out] = {Kind::kMap, nullptr, first, static_cast<std::uint32_t>(object.size()),
                  cells[out].key};
    for (std::size_t i = 0; i < object.size(); ++i) {
      const CellIndex cell = first + static_cast<CellIndex>(i);
      cells[cell].key = object[i].name;
      parse_cell(object[i].value, levels.subspan(1), true, cells, cell);
    }
  } else {
    cells[out].kind = Kind::kValue;
    cells[out].value = absent != nullptr ? absent : &value;
  }
}

/// Of values sealed for somebody else the text, where the field can hold one.
void unseal(const std::vector<PathStep>& steps, bool holds_text, Cells& cells, CellIndex index,
            std::vector<PathPosition>& at, std::vector<Loss>& losses) {
  const Cell cell = cells[index];
  if (cell.kind == Kind::kValue) {
    const std::string* const text = sealed_text(*cell.value);
    if (text == nullptr) return;
    if (holds_text) {
      cells[index].value = cells.keep(*text);
      return;
    }
    cells[index].kind = Kind::kAbsent;
    losses.push_back({message_pointer(steps, at), "sealed, and the field holds no text"});
  }
  if (cell.kind != Kind::kArray && cell.kind != Kind::kMap) return;
  for (std::uint32_t i = 0; i < cell.count; ++i) {
    if (cell.kind == Kind::kMap) {
      at.emplace_back(cells[cell.first + i].key);
    } else {
      at.emplace_back(std::size_t{i});
    }
    unseal(steps, holds_text, cells, cell.first + i, at, losses);
    at.pop_back();
  }
}

Error refusal(const Loss& loss, std::size_t others) {
  std::string message = "at " + (loss.path.empty() ? "the root" : loss.path) + ": " + loss.reason;
  if (others > 0) message += ", and " + std::to_string(others) + " more";
  return {ErrorCode::kRefused, std::move(message),
          "correct the link, or set \"allow_loss\": true in it"};
}

}  // namespace

/// One side ready to run.
struct Half {
  std::unique_ptr<Codec> codec;
  Outline outline;
  std::vector<std::vector<std::size_t>> slots;  ///< of each edge, one for each path
  std::vector<std::vector<PathLevel>> levels;   ///< of each slot, none of them single
  std::vector<bool> holds_text;                 ///< of each slot
  Plan to_other;
};

struct Translator::State {
  Link link;
  std::array<Half, 2> halves;

  [[nodiscard]] const Half& half(Side side) const { return halves[index_of(side)]; }

  /// The cells of an intermediary, from the one returned on.
  Result<CellIndex> read(const Intermediary& message, Cells& cells) const;

  /// The other side's message from the cells of `from`.
  Result<Value> build(Side from, Cells& cells, CellIndex first, Shortfall& shortfall) const {
    const Half& source = half(from);
    const Half& target = half(other(from));
    NC_ASSIGN_OR_RETURN(
        const CellIndex out,
        convert(source.to_other, source.outline, target.outline.slots(), cells, first, shortfall));
    std::vector<std::size_t> dropped;
    NC_ASSIGN_OR_RETURN(Value message, target.outline.put_together(cells, out, dropped));
    for (const std::size_t slot : dropped) {
      for (const Producer& producer : source.to_other.producers) {
        if (producer.target != slot || producer.inputs.empty()) continue;
        shortfall.kept.push_back(
            {message_pointer(source.outline.steps(producer.inputs[0].slot), {}),
             "belongs to every element of an array that has none"});
      }
    }
    return message;
  }

  /// The writer's own message from its cells: what cells can give back.
  Result<Value> rebuild(Side side, Cells& cells, CellIndex first) const {
    std::vector<std::size_t> dropped;
    return half(side).outline.put_together(cells, first, dropped);
  }

  void report(Side from, const Shortfall& shortfall, std::vector<Loss> unplaced,
              TranslationReport* report) const {
    if (report == nullptr) return;
    report->losses = std::move(unplaced);
    for (const auto* const losses : {&shortfall.kept, &shortfall.destroyed}) {
      report->losses.insert(report->losses.end(), losses->begin(), losses->end());
    }
    report->rules.clear();
    const std::vector<Producer>& producers = half(from).to_other.producers;
    for (std::size_t i = 0; i < producers.size(); ++i) {
      if (shortfall.used[i]) report->rules.push_back({producers[i].path, producers[i].words});
    }
  }

  [[nodiscard]] static std::string no_place(Side to) {
    return "side " + std::string(name(to)) + " has no place for it";
  }
};

Translator::Translator(std::unique_ptr<const State> state) : state_(std::move(state)) {}
Translator::Translator(Translator&&) noexcept = default;
Translator& Translator::operator=(Translator&&) noexcept = default;
Translator::~Translator() = default;

Result<Translator> Translator::create(Link link, const std::string& folder) {
  std::array<std::unique_ptr<Codec>, 2> codecs;
  for (const Side side : {Side::kA, Side::kB}) {
    const LinkSide& half = side == Side::kA ? link.a : link.b;
    SchemaRequest request = half.request;
    const auto resolve = [&folder](std::string& path) {
      if (!path.empty()) path = (std::filesystem::path(folder) / path).string();
    };
    resolve(request.path);
    for (std::string& path : request.import_dirs) resolve(path);
    NC_ASSIGN_OR_RETURN(codecs[index_of(side)], load_schema(half.format, request));
  }
  return create(std::move(link), std::move(codecs[0]), std::move(codecs[1]));
}

Result<Translator> Translator::create(Link link, std::unique_ptr<Codec> a,
                                      std::unique_ptr<Codec> b) {
  std::array<std::unique_ptr<Codec>, 2> codecs = {std::move(a), std::move(b)};
  std::array<std::optional<Outline>, 2> outlines;
  for (const Side side : {Side::kA, Side::kB}) {
    std::vector<FieldPath> named;
    for (const Edge& edge : link.edges) {
      named.insert(named.end(), paths(edge, side).begin(), paths(edge, side).end());
    }
    Result<Outline> outline = Outline::create(codecs[index_of(side)]->schema(), named);
    if (!outline.ok()) {
      Error error = std::move(outline).error();
      error.message = "side " + std::string(name(side)) + ": " + error.message;
      return error;
    }
    outlines[index_of(side)] = std::move(outline).value();
  }
  std::array<std::optional<Plan>, 2> plans;
  for (const Side side : {Side::kA, Side::kB}) {
    NC_ASSIGN_OR_RETURN(plans[index_of(side)], Plan::create(link, side, *outlines[index_of(side)],
                                                            *outlines[index_of(other(side))]));
  }
  const auto make_half = [&](Side side) {
    const std::size_t i = index_of(side);
    Half half{std::move(codecs[i]), *std::move(outlines[i]), {}, {}, {}, *std::move(plans[i])};
    for (const Edge& edge : link.edges) {
      half.slots.emplace_back();
      for (const FieldPath& path : paths(edge, side)) {
        half.slots.back().push_back(half.outline.slot(path));
      }
    }
    for (std::size_t slot = 0; slot < half.outline.slots(); ++slot) {
      half.levels.push_back(levels_of(half.outline.steps(slot)));
      const FieldType type = half.outline.steps(slot).back().field->type;
      half.holds_text.push_back(holds_sealed_text(link, side, type));
    }
    return half;
  };
  Half half_a = make_half(Side::kA);
  Half half_b = make_half(Side::kB);
  return Translator(std::unique_ptr<const State>(
      new State{std::move(link), {std::move(half_a), std::move(half_b)}}));
}

const Link& Translator::link() const { return state_->link; }
const Codec& Translator::codec(Side side) const { return *state_->half(side).codec; }

Result<Intermediary> Translator::to_intermediary(Side from, const Value& message) const {
  const Half& half = state_->half(from);
  Cells cells;
  Leftover leftover;
  const CellIndex first = half.outline.take_apart(message, cells, leftover);
  Object fields;
  fields.reserve(state_->link.edges.size());
  for (std::size_t e = 0; e < half.slots.size(); ++e) {
    const std::vector<std::size_t>& slots = half.slots[e];
    Object joined;
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const CellIndex cell = first + static_cast<CellIndex>(slots[i]);
      if (cells[cell].kind == Kind::kAbsent) continue;
      joined.push_back(
          {slots.size() == 1 ? state_->link.edges[e].concept_name : std::to_string(i + 1),
           print_cell(cells, cell, false)});
    }
    if (joined.empty()) continue;
    if (slots.size() == 1) {
      fields.push_back(std::move(joined[0]));
    } else {
      fields.push_back({state_->link.edges[e].concept_name, std::move(joined)});
    }
  }
  Value rest;
  if (leftover.values || leftover.order) {
    NC_ASSIGN_OR_RETURN(const Value given, state_->rebuild(from, cells, first));
    rest = difference(message, given);
  }
  return Intermediary{
      from, Object{{"from", name(from)}, {"fields", std::move(fields)}, {"rest", std::move(rest)}}};
}

Result<CellIndex> Translator::State::read(const Intermediary& message, Cells& cells) const {
  const Half& half = this->half(message.from);
  const auto foreign = [](const std::string& what) {
    return Error{ErrorCode::kCorrupt, "the intermediary " + what,
                 "it was sealed under another link"};
  };
  const Value* const fields = message.record.find("fields");
  const Value* const rest = message.record.find("rest");
  if (fields == nullptr || fields->object() == nullptr || rest == nullptr) {
    return foreign("has no fields or no rest");
  }
  const CellIndex first = cells.add(half.outline.slots());
  const auto read = [&](const Value& value, std::size_t slot) {
    const CellIndex cell = first + static_cast<CellIndex>(slot);
    if (cells[cell].kind == Kind::kAbsent) parse_cell(value, half.levels[slot], false, cells, cell);
  };
  const std::vector<Edge>& edges = link.edges;
  std::size_t e = 0;  // fields come in the order of the edges
  for (const Member& field : *fields->object()) {
    while (e < edges.size() && edges[e].concept_name != field.name) ++e;
    if (e == edges.size()) return foreign("has the concept '" + field.name + "' out of place");
    const std::vector<std::size_t>& slots = half.slots[e];
    if (slots.size() == 1) {
      read(field.value, slots[0]);
      continue;
    }
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const Value* const part = field.value.find(std::to_string(i + 1));
      if (part != nullptr) read(*part, slots[i]);
    }
  }
  return first;
}

Result<Value> Translator::written(const Intermediary& message) const {
  Cells cells;
  NC_ASSIGN_OR_RETURN(const CellIndex first, state_->read(message, cells));
  NC_ASSIGN_OR_RETURN(Value given, state_->rebuild(message.from, cells, first));
  return apply_difference(std::move(given), *message.record.find("rest"));
}

Result<Value> Translator::from_intermediary(const Intermediary& message, Side to,
                                            TranslationReport* report) const {
  const Half& half = state_->half(message.from);
  Cells cells;
  NC_ASSIGN_OR_RETURN(const CellIndex first, state_->read(message, cells));
  const Value* const rest = message.record.find("rest");
  if (to == message.from) {
    std::vector<Loss> losses;
    std::vector<PathPosition> at;
    for (std::size_t slot = 0; slot < half.outline.slots(); ++slot) {
      unseal(half.outline.steps(slot), half.holds_text[slot], cells,
             first + static_cast<CellIndex>(slot), at, losses);
    }
    NC_ASSIGN_OR_RETURN(Value given, state_->rebuild(to, cells, first));
    NC_ASSIGN_OR_RETURN(Value original, apply_difference(std::move(given), *rest));
    if (report != nullptr) *report = {std::move(losses), {}};
    return original;
  }
  Shortfall shortfall;
  NC_ASSIGN_OR_RETURN(Value made, state_->build(message.from, cells, first, shortfall));
  if (!shortfall.destroyed.empty() && !state_->link.allow_loss) {
    return refusal(shortfall.destroyed[0], shortfall.destroyed.size() - 1);
  }
  if (report != nullptr) {
    state_->report(message.from, shortfall, losses_in(*rest, State::no_place(to)), report);
  }
  return made;
}

Result<Value> Translator::translate(Side from, const Value& message, bool keeps_rest,
                                    TranslationReport* report) const {
  const Half& half = state_->half(from);
  Cells cells;
  Leftover leftover;
  const CellIndex first = half.outline.take_apart(message, cells, leftover);
  Shortfall shortfall;
  NC_ASSIGN_OR_RETURN(Value made, state_->build(from, cells, first, shortfall));
  std::vector<Loss> unplaced;
  if (leftover.values) {
    NC_ASSIGN_OR_RETURN(const Value given, state_->rebuild(from, cells, first));
    unplaced = losses_in(difference(message, given), State::no_place(other(from)));
  }
  if (!state_->link.allow_loss) {
    std::vector<Loss> refused = shortfall.destroyed;
    if (!keeps_rest) {
      refused.insert(refused.end(), unplaced.begin(), unplaced.end());
      refused.insert(refused.end(), shortfall.kept.begin(), shortfall.kept.end());
    }
    if (!refused.empty()) return refusal(refused[0], refused.size() - 1);
  }
  state_->report(from, shortfall, std::move(unplaced), report);
  return made;
}

Result<Value> Translator::rest(const Value& message, Side from, const Value& translated) const {
  const Side to = other(from);
  Cells cells;
  Leftover leftover;
  const CellIndex first = state_->half(to).outline.take_apart(translated, cells, leftover);
  Shortfall shortfall;
  NC_ASSIGN_OR_RETURN(const Value returned, state_->build(to, cells, first, shortfall));
  return difference(message, returned);
}

Result<Value> Translator::rest(const Value& message, Side from, ByteView printed) const {
  NC_ASSIGN_OR_RETURN(const Value read, codec(other(from)).parse(printed));
  return rest(message, from, read);
}

Result<Value> Translator::restore(const Value& returned, const Value& rest) const {
  return apply_difference(returned, rest);
}

std::vector<Leaf> Translator::origin(Side from, std::string_view concept_name) const {
  const Half& half = state_->half(from);
  std::vector<Leaf> out;
  for (std::size_t e = 0; e < half.slots.size(); ++e) {
    if (state_->link.edges[e].concept_name != concept_name) continue;
    for (const std::size_t slot : half.slots[e]) {
      const std::vector<PathStep>& steps = half.outline.steps(slot);
      Leaf leaf{print_path(steps), steps.back().field, {}};
      for (std::size_t i = 0; i + 1 < steps.size(); ++i) leaf.parents.push_back(steps[i].field);
      out.push_back(std::move(leaf));
    }
  }
  return out;
}

}  // namespace neurocrypt
