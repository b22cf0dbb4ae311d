#pragma once
// Parts of the maps that every map has.

#include <string>
#include <string_view>

#include "report/document.hpp"
#include "report/html.hpp"
#include "report/map_view.hpp"

namespace libspatial::report {

class SharedShapes;  // map_shared.hpp

/// A number of pixels with at most one decimal.
std::string px(double value);

/// The CSS class of a role: "ugb.flexible" → "zone-flexible", an unknown role → "zone-other".
std::string_view role_class(std::string_view role);

void begin_map(Html& html, const MapView& view, const Text& title, std::string_view name);
/// Scale bar, north arrow, and the mark of synthetic data; closes the map.
void end_map(Html& html, const MapView& view, bool synthetic);

/// One shape as a path of the class `name`, with an optional tooltip; nothing when it is not on the map. `coarse`: in steps of a fifth of a pixel, less than half a pixel off.
void draw(Html& html, const Layer& layer, std::size_t row, const MapView& view, std::string_view name,
          std::string_view tooltip = {}, bool coarse = false);

/// The hatches that the maps refer to, once per page.
void define_patterns(Html& html);

/// The length of a scale bar of at most `pixels`: 1, 2 or 5 times a power of ten, in metres.
double scale_bar_metres(const MapView& view, double pixels);

/// Every project's place on the plan.
void overview_map(Html& html, const Json& result, const Drawing& drawing);
/// One project's pieces over the zones around it; with `shared`, those refer to what stands once in the page, and `number` is the map's.
void project_map(Html& html, const Json& project, const Drawing& drawing, bool synthetic, const SharedShapes* shared = nullptr, std::size_t number = 0);

}  // namespace libspatial::report
