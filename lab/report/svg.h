// Plots as inline SVG, coloured by the page's style sheet.
#pragma once

#include <string>
#include <vector>

#include "lab/evidence.h"

namespace neurocrypt::lab {

/// One plot of curves that share their axes, with bands where there are intervals. Empty when no
/// curve has a finite point.
std::string plot(const std::vector<const Curve*>& curves);

/// A dot for each row on a logarithmic axis: how much data each break took.
struct Dot {
  std::string label;
  double x;
  std::string remark;  ///< beside the dot
};
std::string dot_plot(const std::vector<Dot>& dots, const std::string& x_label);

/// Text as HTML and SVG want it.
std::string escape(std::string_view text);

}  // namespace neurocrypt::lab
