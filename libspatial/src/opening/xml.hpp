#pragma once
// XML by expat: events, no tree, no entities, nothing fetched.

#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

struct XML_ParserStruct;

namespace libspatial::opening {

/// What a reader of some XML derives from. Names come without their prefix. The events may throw.
class XmlReader {
 public:
  /// `file` and `kind` ("KML") for messages; `encoding`: of the bytes, whatever their declaration says.
  XmlReader(std::string file, const char* kind, const char* encoding = nullptr);
  virtual ~XmlReader();
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;

  /// The next bytes, in pieces of at most 1 GiB. Throws what an event threw, Error(damaged_file) with the line, and Error(unsupported_format) for a document type.
  void feed(std::string_view bytes, bool last = false);

 protected:
  virtual void begin(std::string_view name, const char** attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view more) = 0;
  std::size_t line() const;

  /// "" when there is none; prefixes do not count.
  static std::string attribute(const char** attributes, std::string_view name);

 private:
  struct Events;
  struct Free {
    void operator()(XML_ParserStruct* parser) const;
  };
  std::string file_, kind_;
  std::unique_ptr<XML_ParserStruct, Free> parser_;
  std::exception_ptr failure_;
  std::size_t depth_ = 0;
};

}  // namespace libspatial::opening
