#pragma once
// Batch: results of thousands of projects, brought together and taken apart: one workbook, one GeoPackage, a page each.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "libspatial/report.hpp"

namespace libspatial {

/// What there is to say of one input.
struct FileRemark {
  std::string file;
  std::string code;  ///< of the error; "note" where it was read
  Text text;
};

/// One result of several that share rules, date and plan, of projects in different CRS. Summaries are counted again; the CRS named is that of the first.
/// Throws Error(bad_argument) when one is no result.
std::string merged_result(std::span<const std::string> results);
/// The layers of pieces.gpkg of the same results, in the CRS of the first (edges divided); areas are fields and stay. A zone of the plan that stands in several is there once.
std::vector<Layer> merged_layers(std::vector<std::vector<Layer>> layers);

/// The reports of single projects, each in the CRS of its own result.
class Pages {
 public:
  /// One set of layers for each result; they must outlive the pages. Throws what report_html() throws, and Error(bad_argument) when an id stands in two results.
  Pages(std::span<const std::string> results, std::span<const std::vector<Layer>> layers);
  ~Pages();
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  std::size_t size() const;
  /// A name for a page's file: the id where it can be one and no other page has it in any spelling; with its number where not.
  const std::string& stem(std::size_t page) const;
  const std::string& stem_of(const std::string& id) const;
  std::string html(std::size_t page) const;
  /// Calls work(page) for each of them, on several threads. What the first failing page throws is thrown here.
  void each(int threads, const std::function<void(std::size_t page)>& work) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The list of all pages, as a page: verdict, areas, a link to each; then what was broken. One file, no network, nothing that runs.
std::string batch_index(const std::string& result_json, const Pages& pages, std::span<const FileRemark> broken, const std::string& folder);

/// broken.csv and notes.csv: file, code, zh, en. UTF-8 with BOM.
std::string remarks_csv(std::span<const FileRemark> remarks);

}  // namespace libspatial
