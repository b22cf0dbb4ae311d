#include "report/html.hpp"

#include "report/utf8.hpp"

namespace libspatial::report {

std::string escape(std::string_view data) {
  std::string out;
  for (const char c : printable(data)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

Html& Html::both(const Text& text) {
  if (text.zh == text.en) return data(text.zh);
  return markup("<span lang=\"zh\">").data(text.zh).markup("</span> <span lang=\"en\">").data(text.en).markup("</span>");
}

Html& Html::element(std::string_view tag, std::string_view name, std::string_view untrusted) {
  markup("<").markup(tag);
  if (!name.empty()) markup(" class=\"").markup(name).markup("\"");
  return markup(">").data(untrusted).markup("</").markup(tag).markup(">");
}

Html& Html::head_row(std::initializer_list<Text> titles) {
  markup("<thead><tr>");
  for (Text title : titles) {
    const bool numeric = title.zh.starts_with('#');
    if (numeric) title.zh.erase(0, 1);
    markup(numeric ? "<th class=\"num\">" : "<th>").both(title).markup("</th>");
  }
  return markup("</tr></thead>\n");
}

}  // namespace libspatial::report
