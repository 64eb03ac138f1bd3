// Programs that the lab attacks: whatever one answers is a target or an error, and no answer to a
// question is worse than an error.
#include <cmath>
#include <vector>

#include "fuzz/check.h"
#include "lab/oracle.h"
#include "lab/targets/pipe.h"

using namespace neurocrypt;

namespace {

/// Answers with the lines of the input, one after the other.
class Script final : public lab::LineProgram {
 public:
  explicit Script(std::string_view text) : text_(text) {}
  Result<std::string> ask(const std::string& line) override {
    NC_CHECK(line.find('\n') == std::string::npos);
    return receive();
  }
  Result<std::string> receive() override {
    if (text_.empty()) return Error{ErrorCode::kIo, "the script has ended", {}};
    const std::size_t end = std::min(text_.find('\n'), text_.size());
    const std::string line(text_.substr(0, end));
    text_.remove_prefix(std::min(end + 1, text_.size()));
    return line;
  }

 private:
  std::string_view text_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto script =
      std::make_shared<Script>(std::string_view(reinterpret_cast<const char*>(data), size));
  const auto target = lab::make_line_target("script", script);
  if (!target.ok()) {
    NC_CHECK(!target.error().message.empty());
    return 0;
  }
  if (target->block) {
    const lab::BlockShape shape = target->block->shape();
    ByteString block(shape.block_bytes), code(shape.code_bytes);
    if (target->block->encrypt(block, code).ok()) {
      std::vector<double> values(shape.code_values());
      lab::code_values(shape, code, values.data());
      static_cast<void>(target->block->decrypt(code, block).ok());
    }
  }
  if (target->keystream) {
    ByteString stream(8);
    static_cast<void>(target->keystream->keystream({}, 0, stream).ok());
  }
  if (target->real) {
    const std::vector<double> x(target->real->inputs(), 0.5);
    std::vector<double> y(target->real->outputs());
    if (target->real->evaluate(x, y).ok()) {
      for (const double value : y) NC_CHECK(std::isfinite(value));
    }
  }
  if (target->message) {
    const auto sealed = target->message->seal({}, 1);
    if (sealed.ok()) static_cast<void>(target->message->open(*sealed).ok());
  }
  return 0;
}
