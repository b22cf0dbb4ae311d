#include "report/svg.hpp"

#include <cmath>

#include "libspatial/units.hpp"

namespace libspatial::report {

std::string px(double value) {
  std::string text = decimals(value, 1);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

std::string_view role_class(std::string_view role) {
  if (role == "ugb.concentrated") return "zone-concentrated";
  if (role == "ugb.flexible") return "zone-flexible";
  if (role == "ugb.special") return "zone-special";
  if (role == "ugb.outside") return "zone-outside";
  if (role == "permanent_farmland") return "zone-farmland";
  if (role == "ecological_redline") return "zone-redline";
  return "zone-other";
}

void begin_map(Html& html, const MapView& view, const Text& title, std::string_view name) {
  const std::string size = px(view.width()) + " " + px(view.height());
  html.markup("<svg class=\"map ").markup(name).markup("\" viewBox=\"0 0 ").markup(size);
  html.markup("\" role=\"img\" aria-label=\"").data(title.zh + " " + title.en).markup("\">\n");
  html.markup("<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
}

void draw(Html& html, const Layer& layer, std::size_t row, const MapView& view, std::string_view name,
          std::string_view tooltip, bool coarse) {
  const std::string path = svg_path(layer.shapes, row, coarse ? view.half() : view);
  if (path.empty()) return;
  html.markup("<path class=\"").markup(name).markup(coarse ? "\" transform=\"scale(.2)\" d=\"" : "\" transform=\"scale(.1)\" d=\"").markup(path).markup("\"");
  if (tooltip.empty()) {
    html.markup("/>\n");
  } else {
    html.markup(">").element("title", "", tooltip).markup("</path>\n");
  }
}

double scale_bar_metres(const MapView& view, double pixels) {
  const double most = pixels * view.metres_per_pixel();
  const double power = std::pow(10, std::floor(std::log10(most)));
  for (const double step : {5.0, 2.0})
    if (step * power <= most) return step * power;
  return power;
}

namespace {

void scale_bar(Html& html, const MapView& view) {
  const double metres = scale_bar_metres(view, view.width() / 5);
  const double length = metres / view.metres_per_pixel();
  const std::string label = metres >= 1000 ? shortest(metres / 1000) + " km" : shortest(metres) + " m";
  html.markup("<g class=\"scale\" transform=\"translate(14 " + px(view.height() - 14) + ")\">");
  html.markup("<rect x=\"-7\" y=\"-22\" width=\"" + px(length + 14) + "\" height=\"29\" rx=\"3\"/>");
  html.markup("<path d=\"M0-5V0H" + px(length) + "V-5\"/>");
  html.markup("<text x=\"" + px(length / 2) + "\" y=\"-8\">").data(label).markup("</text></g>\n");
}

void north_arrow(Html& html, const MapView& view) {
  html.markup("<g class=\"north\" transform=\"translate(" + px(view.width() - 20) + " 16)\">");
  html.markup("<path d=\"M0-8L6 12L0 8L-6 12z\"/><text y=\"25\">N</text></g>\n");
}

}  // namespace

void end_map(Html& html, const MapView& view, bool synthetic) {
  scale_bar(html, view);
  north_arrow(html, view);
  if (synthetic) {
    html.markup("<text class=\"synthetic\" x=\"" + px(view.width() - 10) + "\" y=\"" + px(view.height() - 10) + "\">");
    html.markup("合成数据，非法定成果 Synthetic data</text>\n");
  }
  html.markup("</svg>");
}

void define_patterns(Html& html) {
  html.markup(R"svg(<svg class="defs" width="0" height="0" aria-hidden="true"><defs>
<pattern id="hatch-farmland" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45) scale(10)"><path class="hatch-farmland" d="M0 0V7"/></pattern>
<pattern id="hatch-redline" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45) scale(10)"><path class="hatch-redline" d="M0 0V7"/></pattern>
</defs></svg>
)svg");
}

}  // namespace libspatial::report
