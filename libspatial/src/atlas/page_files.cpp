// The style and the scripts of the pages, kept in files of their own.

#include "atlas/page.hpp"

namespace libspatial::atlas {

const std::string_view atlas_style =
#include "atlas/page/atlas.css.inc"
    ;

const std::string_view map_script =
#include "atlas/page/map.js.inc"
    ;

const std::string_view card_script =
#include "atlas/page/card.js.inc"
    ;

}  // namespace libspatial::atlas
