#pragma once
// Spreadsheet: tables of points (界址点成果表) in an XLSX. No GDAL here. No formula is computed, no macro and no link is looked at.
// docs/reference/boundary-points.md says what is read.

#include <string>
#include <vector>

#include "libspatial/coordinates.hpp"
#include "libspatial/opening.hpp"

namespace libspatial {

/// Whether a file is an XLSX, by its bytes. A file that cannot be looked into is none.
bool is_spreadsheet(const std::string& path, const ReadLimits& limits = {});

/// A worksheet as text: row n is line n of a CSV, a number as the file has it (as many digits as the program that saved it kept).
struct Worksheet {
  std::string name;
  bool hidden = false;
  std::string csv;
  std::vector<std::string> formulas;  ///< cells that hold one: "B7"
  std::vector<Text> notes;  ///< hidden rows, formulas without a value
};
/// Those that hold cells, in the order of their tabs. Throws Error(unsupported_format), Error(damaged_file), Error(limit_exceeded).
std::vector<Worksheet> read_worksheets(const std::string& path, const std::string& file, const ReadLimits& limits = {});

/// The tables of points of a spreadsheet, under the rules of read_coordinates(); `file` is its name in messages. All worksheets that hold one and are not hidden are read, or
/// the one named: rows of several get a field "worksheet", and their CRS must be one. Worksheets that are not read are named in the notes. A "line" is the row of the sheet.
/// Throws also Error(layer_not_found), and Error(crs_mismatch) for worksheets of several CRS.
CoordinateFile read_spreadsheet(const std::string& path, const std::string& file, const std::string& worksheet = {}, const CoordinateOptions& options = {}, const ReadLimits& limits = {});

}  // namespace libspatial
