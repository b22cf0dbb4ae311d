// The style and the script of the page, kept in files of their own.

#include "report/frame.hpp"

namespace libspatial::report {

const std::string_view page_style =
#include "report/page/style.css.inc"
    ;

const std::string_view page_script =
#include "report/page/script.js.inc"
    ;

}  // namespace libspatial::report
