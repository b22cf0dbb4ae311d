#pragma once
// Batch: results of thousands of projects, brought together and taken apart: one workbook, one GeoPackage, a page each.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "libspatial/report.hpp"

namespace libspatial {

/// An input that could not be read, and why.
struct Broken {
  std::string file;
  std::string code;  ///< of the error
  Text why;
};

/// One result of several that share rules, date and plan, of projects in different CRS. Summaries are counted again; the CRS named is that of the first.
/// Throws Error(bad_argument) when one is no result, or an id stands in two.
std::string merged_result(std::span<const std::string> results);
/// The layers of pieces.gpkg of the same results, in the CRS of the first (edges divided); areas are fields and stay.
std::vector<Layer> merged_layers(std::vector<std::vector<Layer>> layers);

/// The report of one project: its own result.json and layers.
class Pages {
 public:
  /// Keeps a reference to `layers`.
  Pages(const std::string& result_json, std::span<const Layer> layers);
  ~Pages();
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  std::size_t size() const;
  const std::string& id(std::size_t page) const;
  /// A name for its file: the id where it can be one, and no other page has it in any spelling; with its number where not.
  const std::string& stem(std::size_t page) const;
  std::string html(std::size_t page) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The list of all pages, as a page: verdict, areas, a link to each; then what was broken. One file, no network, nothing that runs.
std::string batch_index(const std::string& result_json, const Pages& pages, std::span<const Broken> broken, const std::string& folder);

/// broken.csv: file, code, zh, en. UTF-8 with BOM.
std::string broken_csv(std::span<const Broken> broken);

}  // namespace libspatial
