#include "spreadsheet/package.hpp"

#include <algorithm>
#include <map>

#include "opening/signature.hpp"
#include "opening/xml.hpp"
#include "spreadsheet/dates.hpp"

namespace libspatial::spreadsheet {
namespace {

constexpr const char* kind = "XLSX";

/// Links between parts: by id, and the first of a type.
class Relations : public opening::XmlReader {
 public:
  Relations(const std::string& file, std::string folder) : XmlReader(file, kind), folder_(std::move(folder)) {}

  std::string by_id(const std::string& id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? "" : found->second.second;
  }
  bool is(const std::string& id, std::string_view type) const {
    const auto found = by_id_.find(id);
    return found != by_id_.end() && found->second.first.ends_with(type);
  }
  std::string first(std::string_view type) const {
    for (const auto& [id, link] : by_id_) {
      if (link.first.ends_with(type)) return link.second;
    }
    return {};
  }

 private:
  void begin(std::string_view name, const char** attributes) override {
    if (name != "Relationship" || attribute(attributes, "TargetMode") == "External") return;
    const std::string target = attribute(attributes, "Target");
    by_id_[attribute(attributes, "Id")] = {attribute(attributes, "Type"), target.starts_with('/') ? target.substr(1) : folder_ + target};
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}

  std::string folder_;
  std::map<std::string, std::pair<std::string, std::string>> by_id_;
};

class Tabs : public opening::XmlReader {
 public:
  struct Found {
    std::string name, id, state;
  };
  explicit Tabs(const std::string& file) : XmlReader(file, kind) {}
  std::vector<Found> tabs;
  bool since_1904 = false;

 private:
  void begin(std::string_view name, const char** attributes) override {
    if (name == "workbookPr") since_1904 = attribute(attributes, "date1904") == "1" || attribute(attributes, "date1904") == "true";
    if (name != "sheet") return;
    std::string id;
    for (const char** a = attributes; *a; a += 2) {
      if (std::string_view(*a).ends_with(":id")) id = a[1];  // sheetId is another number
    }
    tabs.push_back({attribute(attributes, "name"), id, attribute(attributes, "state")});
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
};

/// <si><t>…</t></si>, or runs of several <t>; how a text is pronounced (rPh) is not part of it.
class SharedTexts : public opening::XmlReader {
 public:
  SharedTexts(const std::string& file, const ReadLimits& limits) : XmlReader(file, kind), file_(file), limits_(limits) {}
  std::vector<std::string> texts;

 private:
  void begin(std::string_view name, const char**) override {
    if (name == "si") texts.emplace_back();
    else if (name == "rPh") pronounced_ = true;
    inside_ = name == "t" && !pronounced_ && !texts.empty();
  }
  void end(std::string_view name) override {
    if (name == "rPh") pronounced_ = false;
    inside_ = false;
  }
  void text(std::string_view more) override {
    if (!inside_) return;
    if (texts.back().size() + more.size() > limits_.value_bytes) refuse_limit(file_, "value_bytes", texts.back().size() + more.size(), limits_.value_bytes);
    texts.back() += more;
  }

  const std::string& file_;
  const ReadLimits& limits_;
  bool inside_ = false, pronounced_ = false;
};

std::string folder_of(const std::string& part) { return part.substr(0, part.rfind('/') + 1); }
std::string relations_of(const std::string& part) { return folder_of(part) + "_rels/" + part.substr(folder_of(part).size()) + ".rels"; }

}  // namespace

Package::Package(const std::string& path, const std::string& file, const ReadLimits& limits) : path_(path), file_(file), limits_(limits), entries_(opening::read_zip_directory(path, file, limits)) {
  Relations roots(file, "");
  parse("_rels/.rels", roots);
  const std::string book = roots.first("/officeDocument");
  if (!book.ends_with(".xml")) {
    throw Error(Errc::unsupported_format, {file + " 是 Office 文件，但不是 XLSX（可能是 XLSB）。请另存为 XLSX 或 CSV", file + " is an Office file, but no XLSX (an XLSB perhaps): save it as XLSX or CSV"});
  }
  Relations links(file, folder_of(book));
  parse(relations_of(book), links);
  Tabs found(file);
  parse(book, found);
  for (const auto& [name, id, state] : found.tabs) {
    if (links.is(id, "/worksheet")) tabs_.push_back({name, links.by_id(id), state == "hidden" || state == "veryHidden"});
  }
  if (tabs_.size() > limits.layers) refuse_limit(file, "layers", tabs_.size(), limits.layers);
  if (const std::string part = links.first("/sharedStrings"); !part.empty()) {
    SharedTexts texts(file, limits);
    parse(part, texts);
    shared_ = std::move(texts.texts);
  }
  since_1904_ = found.since_1904;
  if (const std::string part = links.first("/styles"); !part.empty()) {
    DateStyles styles(file);
    parse(part, styles);
    are_dates_ = std::move(styles.are_dates);
  }
}

void Package::unpack(const std::string& part, const std::function<void(std::string_view)>& give) const {
  const auto entry = std::ranges::find(entries_, part, &opening::ZipEntry::name);
  if (entry == entries_.end()) {
    throw Error(Errc::damaged_file, {file_ + " 缺少“" + part + "”，不是完整的 XLSX。请用 Excel 或 WPS 打开并另存", file_ + " lacks \"" + part + "\" and is no whole XLSX: open it in a spreadsheet program and save it again"});
  }
  opening::unpack_entry(path_, file_, *entry, give);
}

}  // namespace libspatial::spreadsheet

namespace libspatial {

bool is_spreadsheet(const std::string& path, const ReadLimits& limits) {
  if (opening::signature_of(opening::head_of(path)).kind != opening::Kind::zip) return false;
  try {
    const auto entries = opening::read_zip_directory(path, path, limits);
    const auto has = [&](std::string_view name) { return std::ranges::find(entries, name, &opening::ZipEntry::name) != entries.end(); };
    return has("[Content_Types].xml") && std::ranges::any_of(entries, [](const auto& e) { return e.name.starts_with("xl/"); });
  } catch (const Error&) {
    return false;  // whoever reads archives says why
  }
}

}  // namespace libspatial
