#pragma once
// What the commands on lines share: which lines, which file comes out, what is told.

#include "cli.hpp"
#include "libspatial/corridor.hpp"

namespace libspatial::cli {

/// --name, --lines, --where, --crs, --anywhere.
struct LineChoice {
  std::string file, crs, name_field, where;
  std::vector<std::string> wanted;

  void add_options(CLI::App& command, Session& session, const char* positional);
  /// The lines chosen, rejects said; `name_field` becomes "name" when the layer has that field and none was given.
  Layer read(Session& session);
};

/// Reads points and polygons, rejects said.
Layer read_places(Session& session, const std::string& spec, const std::string& crs);

/// The label of every row: the field given, else "name" or "code" when there is one, else row numbers.
std::vector<std::string> labels_of(const Layer& layer, const std::string& field);

/// Refuses what is neither .gpkg nor, when allowed, .csv.
void require_output(const std::string& out, bool csv_too);

/// Layers to a GeoPackage, or the first as CSV.
void write_tables(const std::string& out, const std::vector<Layer>& layers, const std::string& description);

/// rejects.csv and exit code 2 when any row of these was not used.
void say_rejects(Session& session, const std::string& out, const std::vector<const Layer*>& layers);

/// "12.345 km".
std::string kilometres(Length length);

}  // namespace libspatial::cli
