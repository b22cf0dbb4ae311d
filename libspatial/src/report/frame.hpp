#pragma once
// The frame of every page: its policy (no network, only the one script), its style, the switch of languages.

#include "report/html.hpp"

namespace libspatial::report {

extern const std::string_view page_style;   ///< page/style.css.inc
extern const std::string_view page_script;  ///< page/script.js.inc

struct Frame {
  Text title;                        ///< of the window
  std::string_view script;           ///< the only one the policy lets run
  std::string_view style = {};       ///< after page_style
  std::string_view show = "both";    ///< "zh", "en": one language, without a switch
};

void begin_page(Html& html, const Frame& frame);
void end_page(Html& html, const Frame& frame);

}  // namespace libspatial::report
