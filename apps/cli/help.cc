#include "help.h"

#include <sstream>
#include <string_view>

namespace neurocrypt::cli {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kNameColumns = 26;  // where descriptions start

class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode /*mode*/) const override {
    std::ostringstream out;
    out << wrap(app->get_description(), 0) << "\n\nUsage: " << usage(app, name) << "\n";
    const auto visible = [](bool positional) {
      return [positional](const CLI::Option* option) {
        return !option->get_group().empty() && option->get_positional() == positional;
      };
    };
    if (const auto arguments = app->get_options(visible(true)); !arguments.empty()) {
      out << "\nArguments:\n";
      for (const CLI::Option* argument : arguments) {
        out << row(argument->get_name(true), argument->get_description());
      }
    }
    if (const auto verbs = app->get_subcommands({}); !verbs.empty()) {
      out << "\nVerbs:\n";
      for (const CLI::App* verb : verbs) {
        out << row(verb->get_name(), first_sentence(verb->get_description()));
      }
    }
    if (const auto options = app->get_options(visible(false)); !options.empty()) {
      out << "\nOptions:\n";
      for (const CLI::Option* option : options) {
        out << row(names(option), option->get_description());
      }
    }
    if (!app->get_footer().empty()) out << "\n" << app->get_footer() << "\n";
    return out.str();
  }

 private:
  static std::string first_sentence(const std::string& text) {
    return text.substr(0, text.find(". ")) + (text.find(". ") == std::string::npos ? "" : ".");
  }

  static std::string names(const CLI::Option* option) {
    std::string text;
    for (const std::string& name : option->get_snames()) text += "-" + name + ", ";
    for (const std::string& name : option->get_lnames()) text += "--" + name + ", ";
    text.resize(text.size() - 2);
    return option->get_type_size() == 0 ? text : text + " " + option->get_type_name();
  }

  static std::string usage(const CLI::App* app, const std::string& name) {
    std::string text = name;
    bool optional = false;
    for (const CLI::Option* option : app->get_options()) {
      if (option->get_positional()) continue;
      if (option->get_required()) {
        const std::string all = names(option);  // "-k, --key KEY": the first name will do
        text += " " + all.substr(0, all.find_first_of(", ")) + " " + option->get_type_name();
      } else {
        optional = true;
      }
    }
    if (!app->get_subcommands({}).empty()) return text + " VERB [options] ...";
    if (optional) text += " [options]";
    for (const CLI::Option* option : app->get_options()) {
      if (!option->get_positional()) continue;
      const bool several = option->get_expected_max() > 1;
      const std::string argument = option->get_name(true) + (several ? "..." : "");
      text += option->get_required() ? " " + argument : " [" + argument + "]";
    }
    return text;
  }

  static std::string row(const std::string& name, const std::string& description) {
    std::string line = "  " + name;
    line += line.size() + 2 > kNameColumns ? "\n" + std::string(kNameColumns, ' ')
                                           : std::string(kNameColumns - line.size(), ' ');
    return line + wrap(description, kNameColumns) + "\n";
  }
};

}  // namespace

std::string wrap(const std::string& text, std::size_t indent) {
  std::istringstream words(text);
  std::string out;
  std::size_t column = indent;
  for (std::string word; words >> word;) {
    if (column != indent && column + 1 + word.size() > kColumns) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    }
    if (column != indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
  }
  return out;
}

std::shared_ptr<CLI::FormatterBase> help_formatter() { return std::make_shared<HelpFormatter>(); }

}  // namespace neurocrypt::cli
