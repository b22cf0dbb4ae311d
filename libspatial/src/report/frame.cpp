// The frame of a page and its Content Security Policy.

#include "report/frame.hpp"

#include "source/sha256.hpp"

namespace libspatial::report {

void begin_page(Html& html, const Frame& frame) {
  const bool both = frame.show == "both";
  html.markup("<!DOCTYPE html>\n<html lang=\"").markup(frame.show == "en" ? "en" : "zh-CN").markup("\" data-show=\"").markup(frame.show);
  html.markup("\">\n<head>\n<meta charset=\"utf-8\">\n");
  html.markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-");
  html.markup(base64(sha256(frame.script))).markup("'; style-src 'unsafe-inline'; img-src data:; ");
  html.markup("base-uri 'none'; form-action 'none'\">\n");
  html.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
  html.data(both ? frame.title.zh + " " + frame.title.en : frame.show == "en" ? frame.title.en : frame.title.zh).markup("</title>\n<style>");
  html.markup(page_style).markup(frame.style).markup("</style>\n</head>\n<body>\n");
  if (!both) return;
  html.markup(R"(<div class="switch" role="group" aria-label="Language"><button data-show="both">中文 + English</button>)");
  html.markup(R"(<button data-show="zh">中文</button><button data-show="en">English</button></div>)").markup("\n");
}

void end_page(Html& html, const Frame& frame) { html.markup("<script>").markup(frame.script).markup("</script>\n</body>\n</html>\n"); }

}  // namespace libspatial::report
