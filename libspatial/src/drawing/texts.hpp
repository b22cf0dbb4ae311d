#pragma once
// The texts of a drawing: bytes in a code page, characters written as codes, and the formatting of MTEXT.

#include <string>
#include <string_view>
#include <vector>

#include "drawing/entity.hpp"

namespace libspatial::drawing {

/// The code page of every text of a drawing. Bytes decide before the header: $DWGCODEPAGE is often wrong.
class CodePage {
 public:
  explicit CodePage(const Model& model);
  const std::string& name() const { return name_; }     ///< "GB18030", "UTF-8", "CP1252", "ASCII"
  const std::vector<Text>& notes() const { return notes_; }
  std::string decode(std::string_view bytes) const;     ///< as UTF-8, with \U+XXXX and \M+nXXXX as characters

 private:
  std::string name_;
  std::vector<Text> notes_;
};

/// The lines of a TEXT (one, with %%c and the like resolved) or an MTEXT (formatting removed), trimmed; empty ones are left out.
std::vector<std::string> lines_of(std::string text, bool formatted);

/// A text as GBK bytes that lines_of(decode()) gives back: \U+XXXX for what GBK lacks. Line ends and control characters become blanks.
std::string to_gbk(std::string_view utf8, bool escape_percent);

}  // namespace libspatial::drawing
