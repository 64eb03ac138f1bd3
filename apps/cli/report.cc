#include "report.h"

#include <iostream>
#include <string_view>

#include "ciphers/cipher.h"
#include "help.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

constexpr std::size_t kLabelColumns = 16;

std::string_view status_name(KeyStatus status) {
  return status == KeyStatus::kEnabled ? "enabled" : "retired";
}

void print_field(const std::string& label, const std::string& text) {
  std::cout << "  " << label << std::string(kLabelColumns - 2 - label.size(), ' ')
            << wrap(text, kLabelColumns) << "\n";
}

/// Numbers of a certificate as a person writes them.
std::string plain(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

Json to_json(const KeyInfo& key) {
  const FamilyInfo& info = family(key.family).info;
  return {{"id", print(key.id)},
          {"primary", key.primary},
          {"status", status_name(key.status)},
          {"created", utc_time(key.created_unix_s)},
          {"created_unix_s", key.created_unix_s},
          {"family", info.name},
          {"lifecycle", name(info.lifecycle)},
          {"basis", info.basis},
          {"architecture", family(key.family).describe(key.architecture)},
          {"parameters", key.strength.parameters},
          {"nominal_bits", key.strength.nominal_bits},
          {"effective_bits", key.strength.effective_bits},
          {"limited_by", key.strength.limited_by},
          {"certificate",
           key.certificate.empty() ? Json(nullptr) : Json::parse(key.certificate, nullptr, false)}};
}

Json to_json(const Error& error) {
  return {
      {"error", {{"code", name(error.code)}, {"message", error.message}, {"hint", error.hint}}}};
}

Json to_json(const std::string& path, const std::vector<KeyInfo>& keys) {
  Json list = Json::array();
  for (const KeyInfo& key : keys) list.push_back(to_json(key));
  return {{"kind", "key file"}, {"path", path}, {"keys", list}};
}

std::string print(const Json& document, int indent) {
  return document.dump(indent, ' ', false, Json::error_handler_t::replace);
}

void print_key(const KeyInfo& key) {
  const FamilyInfo& info = family(key.family).info;
  const Colours colour = colours();
  std::cout << colour.bold << "key " << print(key.id) << colour.reset
            << (key.primary ? ", primary" : "") << ", " << status_name(key.status) << "\n";
  print_field("created", utc_time(key.created_unix_s));
  print_field("family", std::string(info.name) + ": " + std::string(info.construction));
  print_field("lifecycle", std::string(name(info.lifecycle)) + ": " + std::string(info.basis));
  print_field("architecture", family(key.family).describe(key.architecture));
  print_field("parameters", grouped(key.strength.parameters));
  print_field("strength", "effective: " + fixed(key.strength.effective_bits, 0) +
                              " bits, limited by " + key.strength.limited_by);
  print_field("", "nominal: " + fixed(key.strength.nominal_bits, 0) +
                      " bits of weight settings and architectures, which is not security");
  if (key.certificate.empty()) return;
  const Json certificate = Json::parse(key.certificate, nullptr, false);
  if (!certificate.is_object()) return;
  std::string label = "certificate";
  for (const auto& [field, value] : certificate.items()) {
    print_field(label, field + ": " + plain(value));
    label.clear();
  }
}

void print_key_line(const KeyInfo& key) {
  std::cout << print(key.id) << "  " << (key.primary ? "primary" : status_name(key.status)) << "  "
            << name(key.family) << "  " << print(key.architecture) << "\n";
}

}  // namespace neurocrypt::cli
