#pragma once
// Style and scripts of the pages of the atlas, beside those of the report.

#include <string_view>

namespace libspatial::atlas {

extern const std::string_view atlas_style;   ///< page/atlas.css.inc
extern const std::string_view map_script;    ///< page/map.js.inc: layers to switch, zoom by wheel and buttons
extern const std::string_view card_script;   ///< page/card.js.inc: languages, zoom

}  // namespace libspatial::atlas
