#pragma once
// HTML text: our own markup, and data that is always escaped.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "libspatial/error.hpp"

namespace libspatial::report {

/// One line of data for use between tags and in quoted attributes: & < > " ' escaped, unprintable characters replaced.
std::string escape(std::string_view data);

class Html {
 public:
  /// Markup written in this program. Never pass data here.
  Html& markup(std::string_view trusted) { out_ += trusted; return *this; }
  Html& data(std::string_view untrusted) { out_ += escape(untrusted); return *this; }
  /// Both languages, Chinese first; either can be hidden by the page's switch. Equal texts are written once.
  Html& both(const Text& text);
  /// <tag class="name">data</tag>
  Html& element(std::string_view tag, std::string_view name, std::string_view untrusted);
  /// <th> for each title; a title that begins with '#' heads a column of numbers.
  Html& head_row(std::initializer_list<Text> titles);
  Html& number(std::string_view text) { return element("td", "num", text); }

  std::size_t size() const { return out_.size(); }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace libspatial::report
