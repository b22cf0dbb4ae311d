#include "opening/xml.hpp"

#include <expat.h>

#include "libspatial/error.hpp"

namespace libspatial::opening {
namespace {

constexpr std::size_t deepest = 200;

std::string_view local(std::string_view name) { return name.substr(name.find(':') + 1); }

}  // namespace

/// No exception may pass through expat: it is kept, and thrown when expat has returned.
struct XmlReader::Events {
  template <class Work>
  static void safely(void* self, Work work) {
    auto& reader = *static_cast<XmlReader*>(self);
    if (reader.failure_) return;
    try {
      work(reader);
    } catch (...) {
      reader.failure_ = std::current_exception();
      XML_StopParser(reader.parser_.get(), XML_FALSE);
    }
  }

  static void on_begin(void* self, const char* name, const char** attributes) {
    safely(self, [&](XmlReader& reader) {
      if (++reader.depth_ > deepest) {
        const std::string at = std::to_string(reader.line());
        throw Error(Errc::damaged_file, {reader.file_ + " 第 " + at + " 行：元素嵌套过深", reader.file_ + " line " + at + ": elements too deep inside each other"});
      }
      reader.begin(local(name), attributes);
    });
  }
  static void on_end(void* self, const char* name) {
    safely(self, [&](XmlReader& reader) {
      --reader.depth_;
      reader.end(local(name));
    });
  }
  static void on_text(void* self, const char* text, int n) {
    safely(self, [&](XmlReader& reader) { reader.text(std::string_view(text, static_cast<std::size_t>(n))); });
  }
  static void on_doctype(void* self, const char*, const char*, const char*, int) {
    safely(self, [&](XmlReader& reader) {
      throw Error(Errc::unsupported_format, {reader.file_ + " 含有 DOCTYPE（可能引入实体或外部文件），没有打开。请用制作它的软件另存为 " + reader.kind_,
                                             reader.file_ + " has a document type, which may define entities or name other files, so it was not opened. Save it again as " + reader.kind_ + " with the program that made it"});
    });
  }
};

void XmlReader::Free::operator()(XML_ParserStruct* parser) const { XML_ParserFree(parser); }

XmlReader::XmlReader(std::string file, const char* kind, const char* encoding) : file_(std::move(file)), kind_(kind), parser_(XML_ParserCreate(encoding)) {
  XML_SetUserData(parser_.get(), this);
  XML_SetElementHandler(parser_.get(), Events::on_begin, Events::on_end);
  XML_SetCharacterDataHandler(parser_.get(), Events::on_text);
  XML_SetStartDoctypeDeclHandler(parser_.get(), Events::on_doctype);
}

XmlReader::~XmlReader() = default;

void XmlReader::feed(std::string_view bytes, bool last) {
  const bool whole = XML_Parse(parser_.get(), bytes.data(), static_cast<int>(bytes.size()), last) != XML_STATUS_ERROR;
  if (failure_) std::rethrow_exception(failure_);
  if (whole) return;
  const std::string why = XML_ErrorString(XML_GetErrorCode(parser_.get())), at = std::to_string(line());
  throw Error(Errc::damaged_file, {file_ + " 第 " + at + " 行：不是完整的 " + kind_ + "（" + why + "）。请重新取得该文件", file_ + " line " + at + ": no whole " + kind_ + " (" + why + "). Get the file again"});
}

std::size_t XmlReader::line() const { return XML_GetCurrentLineNumber(parser_.get()); }

std::string XmlReader::attribute(const char** attributes, std::string_view name) {
  for (; *attributes; attributes += 2) {
    if (local(*attributes) == name) return attributes[1];
  }
  return {};
}

}  // namespace libspatial::opening
