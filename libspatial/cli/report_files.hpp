#pragma once
// Further files of a check's folder: spreadsheet, tables, PDF, DOCX. Every number is one of result.json.

#include <span>
#include <string>
#include <vector>

#include "cli.hpp"
#include "libspatial/report.hpp"

namespace libspatial::cli {

/// `--also xlsx,csv,pdf,docx`.
void add_also_option(CLI::App& command, const Session& session, std::vector<std::string>& also);

/// What an earlier run has written into `folder`, as `also` names it.
std::vector<std::string> find_also(const std::string& folder);

/// Writes what `also` names into `folder`, where nothing of the kind is left from an earlier run, each file as a whole or not at all. PDF and DOCX are made by the Python package, of the interpreter in
/// LIBSPATIAL_PYTHON, else python3. Throws Error(unsupported_format), with what to install, when it cannot.
void write_also(const Session& session, const std::string& folder, const std::string& result_json, std::span<const Layer> layers, const std::vector<std::string>& also, std::span<const Override> overrides = {});

/// result.json of the folder of a check, or of the file itself.
std::string read_result(const std::string& path);

/// `--out FILE.xlsx` (all sheets) or `FILE.csv` (the first one); empty: nothing. The first throws Error(bad_argument) for another ending.
void require_sheets_ending(const std::string& out);
void write_sheets(const Session& session, const std::string& out, std::span<const Sheet> sheets);

}  // namespace libspatial::cli
