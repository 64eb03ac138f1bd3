// Where a walk over a message stands: costs nothing until a path has to be printed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/record.h"

namespace neurocrypt::protobuf {

/// One step of a path; the steps above it live in the callers' frames.
class Place {
 public:
  Place() = default;  // the root
  Place(const Place& up, std::string_view member) : up_(&up), member_(member) {}
  Place(const Place& up, std::size_t index) : up_(&up), index_(index), is_index_(true) {}

  /// The JSON pointer.
  [[nodiscard]] std::string text() const {
    std::vector<const Place*> steps;
    for (const Place* step = this; step->up_ != nullptr; step = step->up_) steps.push_back(step);
    Path path;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
      if ((*step)->is_index_) {
        path.push((*step)->index_);
      } else {
        path.push((*step)->member_);
      }
    }
    return path.text();
  }

 private:
  const Place* up_ = nullptr;
  std::string_view member_;
  std::size_t index_ = 0;
  bool is_index_ = false;
};

}  // namespace neurocrypt::protobuf
