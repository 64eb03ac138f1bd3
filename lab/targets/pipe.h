// What speaks docs/formats/lab-pipe.md: a program, or a test's stand-in for one.
#pragma once

#include <memory>
#include <string>

#include "lab/target.h"

namespace neurocrypt::lab {

class LineProgram {
 public:
  virtual ~LineProgram() = default;
  /// Sends one line and reads one line, both without their newlines.
  virtual Result<std::string> ask(const std::string& line) = 0;
  /// The next line of an answer that has several.
  virtual Result<std::string> receive() = 0;
};

/// The target that the program says it is; `command` names it in messages.
///
/// Errors   kCorrupt when it breaks the protocol, also later, from any face.
Result<Target> make_line_target(const std::string& command, std::shared_ptr<LineProgram> program);

}  // namespace neurocrypt::lab
