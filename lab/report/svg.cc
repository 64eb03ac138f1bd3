#include "lab/report/svg.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "lab/report/number.h"

namespace neurocrypt::lab {
namespace {

constexpr double kWidth = 520, kHeight = 300;
constexpr double kLeft = 64, kRight = 28, kTop = 12, kBottom = 46;
constexpr std::size_t kColours = 5;

std::string at(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.1f", value);
  return text;
}

/// One axis: from data to 0 ... 1, and where its ticks are.
struct Axis {
  bool log = false;
  double low = INFINITY, high = -INFINITY;

  void include(double value) {
    if (!std::isfinite(value) || (log && value <= 0)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  [[nodiscard]] bool empty() const { return low > high; }
  [[nodiscard]] bool shows(double value) const {
    return std::isfinite(value) && (!log || value > 0);
  }
  void pad() {
    if (log) {
      low = std::pow(10, std::floor(std::log10(low) + 1e-9));
      high = std::pow(10, std::ceil(std::log10(high) - 1e-9));
      if (low == high) high *= 10;
    } else if (low == high) {
      low -= 0.5;
      high += 0.5;
    } else {
      const double step = tick_step();
      low = std::floor(low / step + 1e-9) * step;
      high = std::ceil(high / step - 1e-9) * step;
    }
  }
  [[nodiscard]] double place(double value) const {
    return log ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
  }
  /// 1, 2 or 5 times a power of ten, so that there are about five ticks.
  [[nodiscard]] double tick_step() const {
    const double rough = (high - low) / 5;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    const double digit = rough / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }
  [[nodiscard]] std::vector<double> ticks() const {
    std::vector<double> all;
    if (log) {
      const double decades = std::log10(high / low);
      const double step = std::max(1.0, std::ceil(decades / 7));
      for (double d = 0; d <= decades + 1e-9; d += step) all.push_back(low * std::pow(10, d));
      return all;
    }
    const double step = tick_step();
    for (int i = 0; low + i * step <= high + step * 1e-9; ++i) all.push_back(low + i * step);
    return all;
  }
  [[nodiscard]] std::string tick_text(double value) const {
    if (log && (value >= 1e6 || value < 1e-3)) {
      return "10^" + std::to_string(std::lround(std::log10(value)));
    }
    return readable(std::abs(value) < (high - low) * 1e-9 ? 0 : value);
  }
};

std::string text(double x, double y, const std::string& anchor, const std::string& words,
                 const std::string& more = "") {
  return "<text x=\"" + at(x) + "\" y=\"" + at(y) + "\" text-anchor=\"" + anchor + "\"" + more +
         ">" + escape(words) + "</text>";
}

std::string line(double x1, double y1, double x2, double y2, const std::string& style) {
  return "<line class=\"" + style + "\" x1=\"" + at(x1) + "\" y1=\"" + at(y1) + "\" x2=\"" +
         at(x2) + "\" y2=\"" + at(y2) + "\"/>";
}

std::string open_svg(double width, double height, const std::string& label) {
  return "<svg viewBox=\"0 0 " + at(width) + " " + at(height) + "\" role=\"img\" aria-label=\"" +
         escape(label) + "\">";
}

std::string x_ticks(const Axis& x, double left, double width, double top, double bottom) {
  std::string svg;
  for (const double tick : x.ticks()) {
    const double where = left + width * x.place(tick);
    svg += line(where, top, where, bottom, "grid") +
           text(where, bottom + 16, "middle", x.tick_text(tick));
  }
  return svg;
}

}  // namespace

std::string escape(std::string_view words) {
  std::string safe;
  for (const char c : words) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string plot(const std::vector<const Curve*>& curves) {
  Axis x{.log = curves[0]->log_x}, y{.log = curves[0]->log_y};
  for (const Curve* const curve : curves) {
    for (const double value : curve->x) x.include(value);
    for (const auto* const values : {&curve->y, &curve->low, &curve->high}) {
      for (const double value : *values) y.include(value);
    }
  }
  if (x.empty() || y.empty()) return "";
  x.pad();
  y.pad();
  const double width = kWidth - kLeft - kRight, height = kHeight - kTop - kBottom;
  const auto px = [&](double value) { return kLeft + width * x.place(value); };
  const auto py = [&](double value) { return kTop + height * (1 - y.place(value)); };
  // One column of names, or two where there are many.
  const std::size_t columns = curves.size() <= kColours ? 1 : 2;
  const std::size_t rows = (curves.size() + columns - 1) / columns;
  const double legend = 18.0 * static_cast<double>(rows);

  std::string svg =
      open_svg(kWidth, kHeight + legend, curves[0]->y_label + " against " + curves[0]->x_label);
  svg += x_ticks(x, kLeft, width, kTop, kTop + height);
  for (const double tick : y.ticks()) {
    svg += line(kLeft, py(tick), kLeft + width, py(tick), "grid") +
           text(kLeft - 6, py(tick) + 4, "end", y.tick_text(tick));
  }
  svg += line(kLeft, kTop, kLeft, kTop + height, "axis") +
         line(kLeft, kTop + height, kLeft + width, kTop + height, "axis");
  svg += text(kLeft + width / 2, kHeight - 8, "middle", curves[0]->x_label);
  svg += text(0, 0, "middle", curves[0]->y_label,
              " transform=\"translate(14 " + at(kTop + height / 2) + ") rotate(-90)\"");
  for (std::size_t c = 0; c < curves.size(); ++c) {
    const Curve& curve = *curves[c];
    const std::string colour = std::to_string(c % kColours);
    if (!curve.low.empty() && !curve.high.empty()) {
      std::string forth, back;
      for (std::size_t i = 0; i < curve.x.size(); ++i) {
        if (!x.shows(curve.x[i]) || !y.shows(curve.low[i]) || !y.shows(curve.high[i])) continue;
        forth += at(px(curve.x[i])) + "," + at(py(curve.high[i])) + " ";
        back = at(px(curve.x[i])) + "," + at(py(curve.low[i])) + " " + back;
      }
      svg += "<polygon class=\"band f" + colour + "\" points=\"" + forth + back + "\"/>";
    }
    std::string points, marks;
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      if (!x.shows(curve.x[i]) || !y.shows(curve.y[i])) continue;
      const std::string px_text = at(px(curve.x[i])), py_text = at(py(curve.y[i]));
      points += px_text + "," + py_text + " ";
      marks += "<circle class=\"f" + colour + "\" cx=\"" + px_text + "\" cy=\"" + py_text +
               "\" r=\"3\"><title>" +
               escape(curve.name + ": " + readable(curve.y[i]) + " at " + readable(curve.x[i])) +
               "</title></circle>";
    }
    const std::string dash = c < kColours ? "" : " dashed";  // the colours begin again
    svg += "<polyline class=\"line s" + colour + dash + "\" points=\"" + points + "\"/>" + marks;
    const double column = static_cast<double>(c / rows) * width / 2;
    svg += text(kLeft + column, kHeight + 12 + 18.0 * static_cast<double>(c % rows), "start",
                curve.name + (dash.empty() ? "" : " (dashed)"), " class=\"f" + colour + "\"");
  }
  return svg + "</svg>";
}

std::string dot_plot(const std::vector<Dot>& dots, const std::string& x_label) {
  constexpr double kRow = 38;
  Axis x{.log = true};
  for (const Dot& dot : dots) x.include(dot.x);
  if (x.empty()) return "";
  x.pad();
  const double bottom = kTop + kRow * static_cast<double>(dots.size());
  const double width = kWidth - 2 * kRight;
  std::string svg = open_svg(kWidth, bottom + kBottom, x_label);
  svg += x_ticks(x, kRight, width, kTop, bottom);
  for (std::size_t i = 0; i < dots.size(); ++i) {
    const double y = kTop + kRow * (static_cast<double>(i) + 0.7);
    svg += text(kRight, y - 10, "start", dots[i].label + ": " + dots[i].remark);
    svg += line(kRight, y, kWidth - kRight, y, "grid");
    if (x.shows(dots[i].x)) {
      svg += "<circle class=\"f1\" cx=\"" + at(kRight + width * x.place(dots[i].x)) + "\" cy=\"" +
             at(y) + "\" r=\"5\"/>";
    }
  }
  svg += text(kWidth / 2, bottom + kBottom - 8, "middle", x_label);
  return svg + "</svg>";
}

}  // namespace neurocrypt::lab
