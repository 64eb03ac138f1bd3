#include <filesystem>
#include <utility>

#include "link/translator.h"
#include "neurocrypt/message.h"
#include "schema/format.h"

namespace neurocrypt {

Result<MessageLink> MessageLink::load(const std::string& path) {
  NC_ASSIGN_OR_RETURN(const std::string text, read_schema_file(path));
  Result<Link> link = parse_link(text);
  if (!link.ok()) {
    Error error = std::move(link).error();
    error.message = "link '" + path + "': " + error.message;
    return error;
  }
  const std::string folder = std::filesystem::path(path).parent_path().string();
  NC_ASSIGN_OR_RETURN(Translator translator, Translator::create(std::move(link).value(), folder));
  return MessageLink(std::make_shared<const Translator>(std::move(translator)));
}

}  // namespace neurocrypt
