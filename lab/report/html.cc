#include <algorithm>
#include <map>
#include <set>

#include "lab/attack.h"
#include "lab/report/number.h"
#include "lab/report/scorecard.h"
#include "lab/report/svg.h"

namespace neurocrypt::lab {
namespace {

constexpr std::string_view kStyle =
#include "lab/report/page.css.inc"
    ;
constexpr std::string_view kScript =
#include "lab/report/page.js.inc"
    ;

std::string_view style_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kBreakFound:
      return "break";
    case Verdict::kNoEvidence:
      return "none";
    case Verdict::kNotEnoughSamples:
      return "few";
  }
  return "";
}

std::string tag(Verdict verdict) {
  return "<span class=\"tag " + std::string(style_of(verdict)) + "\">" +
         std::string(name(verdict)) + "</span>";
}

const Attack* attack_named(std::string_view name) {
  for (const Attack* const attack : attacks()) {
    if (attack->name == name) return attack;
  }
  return nullptr;
}

std::string summary_of_breaks(const std::vector<Evidence>& all) {
  std::set<std::string> targets, broken;
  for (const Evidence& e : all) {
    targets.insert(e.target);
    if (e.verdict == Verdict::kBreakFound) broken.insert(e.target);
  }
  std::string html = "<p>" + std::to_string(targets.size()) + " targets, " +
                     std::to_string(all.size()) + " runs. A break was found in " +
                     std::to_string(broken.size()) +
                     "; in the others these attacks found nothing, which is no proof of strength. ";
  return html + "There is no verdict &ldquo;secure&rdquo;.</p>";
}

std::string scorecard_table(const Scorecard& card, const std::map<const Evidence*, int>& places) {
  std::string html =
      "<div class=\"scroll\"><table class=\"card\"><thead><tr><th scope=\"col\">target</th>";
  for (const std::string& column : card.columns) {
    html += "<th scope=\"col\">" + escape(heading(column)) + "</th>";
  }
  html += "</tr></thead><tbody>";
  for (const Scorecard::Row& row : card.rows) {
    html += "<tr><th scope=\"row\">" + escape(row.target) + "</th>";
    for (const Cell& cell : row.cells) {
      if (cell.evidence.empty()) {
        html += "<td class=\"dim\" title=\"no attack of this family applies\">-</td>";
        continue;
      }
      const Evidence* const worst = cell.worst();
      html += "<td class=\"" + std::string(style_of(cell.verdict())) + "\"><a href=\"#e" +
              std::to_string(places.at(worst)) + "\">" + std::string(name(cell.verdict())) + "</a>";
      if (cell.verdict() == Verdict::kBreakFound) {
        html += "<br><span class=\"dim\">" + readable(static_cast<double>(worst->samples)) +
                " samples, " + readable_seconds(worst->seconds) + "</span>";
      } else if (cell.evidence.size() > 1) {
        html += "<br><span class=\"dim\">" + std::to_string(cell.evidence.size()) + " runs</span>";
      }
      html += "</td>";
    }
    html += "</tr>";
  }
  return html + "</tbody></table></div>";
}

/// The break of each target that took the fewest samples.
std::string breaks_plot(const Scorecard& card) {
  std::vector<Dot> dots;
  for (const Scorecard::Row& row : card.rows) {
    const Evidence* least = nullptr;
    for (const Cell& cell : row.cells) {
      const Evidence* const e = cell.worst();
      if (e == nullptr || e->verdict != Verdict::kBreakFound || e->samples == 0) continue;
      if (least == nullptr || e->samples < least->samples) least = e;
    }
    if (least == nullptr) continue;
    dots.push_back({least->target + ", " + least->attack, static_cast<double>(least->samples),
                    readable(static_cast<double>(least->samples)) + " samples, " +
                        readable_seconds(least->seconds)});
  }
  std::ranges::stable_sort(dots, {}, &Dot::x);
  if (dots.empty()) return "<p>None.</p>";
  return dot_plot(dots, "samples that the break was measured on");
}

std::string number_cell(double value, const std::string& text, const char* style = "number") {
  return "<td class=\"" + std::string(style) + "\" data-value=\"" + std::to_string(value) + "\">" +
         escape(text) + "</td>";
}

std::string runs_table(const std::vector<Evidence>& all,
                       const std::map<const Evidence*, int>& places) {
  std::string html = "<div class=\"scroll\"><table><thead><tr>";
  for (const char* const title :
       {"target", "attack", "verdict", "effect", "p", "samples", "queries", "time", "seed"}) {
    html += "<th scope=\"col\" data-sort>" + std::string(title) + "</th>";
  }
  html += "</tr></thead><tbody>";
  for (const Evidence& e : all) {
    html += "<tr><td>" + escape(e.target) + "</td><td><a href=\"#e" +
            std::to_string(places.at(&e)) + "\">" + escape(e.attack) +
            "</a></td><td class=\"verdict " + std::string(style_of(e.verdict)) + "\">" +
            std::string(name(e.verdict)) + "</td>";
    html += number_cell(e.effect.value, e.effect.name + ": " + readable(e.effect), "effect");
    html += number_cell(e.log10_p.value_or(0), e.log10_p ? readable_power(*e.log10_p) : "-");
    html += number_cell(static_cast<double>(e.samples), readable(static_cast<double>(e.samples)));
    html += number_cell(static_cast<double>(e.queries), readable(static_cast<double>(e.queries)));
    html += number_cell(e.seconds, readable_seconds(e.seconds));
    html += number_cell(static_cast<double>(e.seed), std::to_string(e.seed));
    html += "</tr>";
  }
  return html + "</tbody></table></div>";
}

bool same_axes(const Curve& a, const Curve& b) {
  return a.x_label == b.x_label && a.y_label == b.y_label && a.log_x == b.log_x &&
         a.log_y == b.log_y;
}

/// Curves with the same axes share a plot.
std::string plots_of(const Evidence& e) {
  std::vector<std::vector<const Curve*>> groups;
  for (const Curve& curve : e.curves) {
    const auto same = std::ranges::find_if(
        groups, [&](const auto& group) { return same_axes(*group[0], curve); });
    if (same == groups.end()) {
      groups.push_back({&curve});
    } else {
      same->push_back(&curve);
    }
  }
  std::string html;
  for (const auto& group : groups) html += plot(group);
  return html.empty() ? html : "<div class=\"plots\">" + html + "</div>";
}

/// What one attack drew of several targets: a plot for each kind of curve, a line for each target.
std::string side_by_side(const std::vector<Evidence>& all) {
  struct Overlay {
    std::string attack, kind;
    std::vector<Curve> curves;  // named after their targets
  };
  std::vector<Overlay> overlays;
  for (const Evidence& e : all) {
    for (const Curve& curve : e.curves) {
      auto overlay = std::ranges::find_if(overlays, [&](const Overlay& o) {
        return o.attack == e.attack && o.kind == curve.name && same_axes(o.curves[0], curve);
      });
      if (overlay == overlays.end()) {
        overlay = overlays.insert(overlays.end(), {e.attack, curve.name, {}});
      }
      // One line for each target: that of the first seed.
      if (std::ranges::find(overlay->curves, e.target, &Curve::name) != overlay->curves.end()) {
        continue;
      }
      overlay->curves.push_back(curve);
      overlay->curves.back().name = e.target;
    }
  }
  std::string html;
  for (const Overlay& overlay : overlays) {
    if (overlay.curves.size() < 2) continue;
    std::vector<const Curve*> curves;
    for (const Curve& curve : overlay.curves) curves.push_back(&curve);
    html += "<figure><figcaption>" + escape(overlay.attack) + ": " + escape(overlay.kind) +
            "</figcaption>" + plot(curves) + "</figure>";
  }
  if (html.empty()) return html;
  return "\n<h2>Side by side</h2>\n<div class=\"plots\">" + html + "</div>";
}

std::string details_of(const Evidence& e, int place) {
  const Attack* const attack = attack_named(e.attack);
  std::string html = "<details id=\"e" + std::to_string(place) + "\"><summary>" + tag(e.verdict) +
                     " <strong>" + escape(e.target) + "</strong>, " + escape(e.attack) +
                     "</summary><p>" + escape(e.summary) + "</p>";
  html += plots_of(e) + "<dl>";
  const auto row = [&](std::string_view term, const std::string& text) {
    html += "<dt>" + escape(term) + "</dt><dd>" + text + "</dd>";
  };
  if (attack != nullptr) row("asks", escape(attack->question));
  row("effect", escape(e.effect.name + ": " + readable(e.effect)) + "; " + readable(e.reference) +
                    " when there is nothing to find");
  if (e.log10_p) row("p, corrected", readable_power(*e.log10_p));
  for (const Figure& figure : e.figures) row(figure.name, escape(readable(figure)));
  row("samples", readable(static_cast<double>(e.samples)));
  row("queries", readable(static_cast<double>(e.queries)));
  row("time", readable_seconds(e.seconds) + " with a budget of " + readable_seconds(e.budget_s));
  row("seed", std::to_string(e.seed));
  if (!e.commit.empty()) row("commit", escape(e.commit));
  if (!e.command.empty()) row("command", "<code>" + escape(e.command) + "</code>");
  if (attack != nullptr) {
    row("source", escape(attack->source));
    row("controls",
        "must break " + escape(attack->breaks) + ", must not break " + escape(attack->spares));
  }
  return html + "</dl></details>";
}

}  // namespace

std::string print_html(const std::vector<Evidence>& evidence) {
  const Scorecard card = make_scorecard(evidence);
  std::map<const Evidence*, int> places;
  for (const Evidence& e : evidence) places.emplace(&e, static_cast<int>(places.size()));

  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n"
      "<title>neurocrypt: attack lab</title>\n<style>\n";
  html += kStyle;
  html += "</style>\n</head>\n<body>\n<h1>Attack lab: what each cipher withstood</h1>\n";
  html += summary_of_breaks(evidence);
  html += "<p class=\"dim\">" + tag(Verdict::kBreakFound) +
          " the attack does what it sets out to do (p &lt; 10<sup>-6</sup>, corrected for every "
          "statistic it looked at). " +
          tag(Verdict::kNoEvidence) + " it had what it wanted and saw nothing. " +
          tag(Verdict::kNotEnoughSamples) +
          " queries or time ran out. Every attack breaks a control and spares AES in the test "
          "suite.</p>\n";
  html += "<h2>Scorecard</h2>\n" + scorecard_table(card, places);
  html += "\n<h2>What the cheapest break took</h2>\n" + breaks_plot(card);
  html += side_by_side(evidence);
  html += "\n<h2>Targets</h2>\n<dl>";
  for (const Scorecard::Row& row : card.rows) {
    html += "<dt>" + escape(row.target) + "</dt><dd>" + escape(row.description) + "</dd>";
  }
  html += "</dl>\n<h2>Every run</h2>\n" + runs_table(evidence, places);
  html += "\n<h2>In detail</h2>\n";
  for (const Evidence& e : evidence) html += details_of(e, places.at(&e)) + "\n";
  html += "<script>\n";
  html += kScript;
  html += "</script>\n</body>\n</html>\n";
  return html;
}

}  // namespace neurocrypt::lab
