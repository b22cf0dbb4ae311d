#pragma once
// Corridor: lines (roads, railways, axes of a plan): what they enclose, the land along them, how long they are in which
// unit, what lies along them and how far away.

#include <string>
#include <vector>

#include "libspatial/layer.hpp"
#include "libspatial/measure.hpp"
#include "libspatial/overlay.hpp"

namespace libspatial {

// Wherever lines have a `name_field`: rows of the same name are one line, in however many rows it was drawn; a row without
// a name, or every row when `name_field` is empty, is a line of its own, named by its row number.

/// A layer as read to a layer of lines, row by row: what is no line, has no length or is nowhere on Earth is rejected ("not_line",
/// "no_length", "null_geometry", "bad_geometry"). Throws Error(no_lines) when nothing is left, Error(crs_missing) and
/// Error(crs_implausible) as polygons() does.
Layer lines(Layer layer);

/// The same for what lies along a line: points and valid polygons (repaired when that is safe). Throws Error(bad_argument)
/// when nothing is left.
Layer places(Layer layer);

/// The rows whose field `field` is one of `values`, the rejects of the others forgotten. Throws Error(field_not_found), and
/// Error(bad_argument) naming the values that no row has.
Layer rows_where(const Layer& layer, const std::string& field, const std::vector<std::string>& values);

/// The width given for lines: Error(bad_argument), with `what` in front, unless it is positive, finite and at most `widest`.
void require_width(Length width, Length widest, const Text& what);

// ---- What lines enclose

struct EncloseOptions {
  std::string name_field;
  Length snap;                          ///< loose ends this near another line are joined to it, and said (LineEnd::joined)
  AreaKind area = AreaKind::official;
};

struct Face {
  Area area;
  std::vector<std::size_t> lines;       ///< along its border, ascending
};

enum class NodeKind {
  crossing,  ///< every line goes on
  meeting,   ///< a line ends here
  shared,    ///< lines begin or end to run on the same track
};
std::string_view name(NodeKind kind);

/// A place where different lines cross or meet.
struct Node {
  Point place;
  NodeKind kind = NodeKind::crossing;
  std::vector<std::size_t> lines;
};

/// An end of a line that meets nothing, and what is nearest to it: another line, or the other end of its own when the gap
/// is less than a tenth of its length.
struct LineEnd {
  std::size_t line = 0, row = 0;
  Point place;
  std::size_t to = outside;             ///< line; `outside` when there is no other
  Point to_place;
  Length gap;
  bool beyond = false;                  ///< the end lies beyond a crossing with that line: nothing is missing there
  bool joined = false;                  ///< by `snap`
};

/// Laws: the faces do not overlap and cover the region; official areas add up to that of the region exactly. Neither the
/// direction nor the order nor the division of rows changes anything.
struct Enclosed {
  std::vector<std::string> names;       ///< of the lines
  Shapes region;                        ///< one shape: all faces together; of type none when nothing is enclosed
  Area region_area;
  Shapes faces;                         ///< the smallest pieces of land with lines all round, from west to east
  std::vector<Face> about;              ///< one per face
  std::vector<Node> nodes;              ///< from west to east
  std::vector<LineEnd> ends;            ///< smallest gap first
  std::vector<std::size_t> unused;      ///< lines no stretch of which borders the region
};

/// Precondition: `lines` from lines(). Throws Error(bad_argument) for a negative snap. Corners of the result are those of the file wherever it has one there.
Enclosed enclosed(const Layer& lines, const EncloseOptions& options = {});

/// As layers "region", "faces", "nodes", "ends" and "unused" (docs/commands/plan-corridor.md).
std::vector<Layer> tables(const Enclosed& enclosed, const Crs& crs, AreaKind kind);

// ---- The land along lines

struct CorridorOptions {
  std::string name_field;
  Length width;                         ///< across, of rows without a width of their own; 0: none, such rows are rejected
  std::string width_field;              ///< with the width in metres
  Length widest = {};                        ///< that the field may say; zero: any (see PolygonOptions)
  bool round_joins = false;             ///< corners rounded instead of mitred (up to five times the half width)
};

/// One row per line: the land it takes, each place once, with flat ends. Fields name, width_m (the widest), length_m
/// (ellipsoidal, each stretch once). Widths are metres of a metric CRS (the layer's own when its scale is true within
/// 0.1 %, else the Gauss–Krüger zone of its middle). Rows whose width cannot be used are rejected (see find_bad_width()).
/// A land take is the overlay() of this layer with zones. Throws Error(no_lines) when no row has a width.
Layer corridors(const Layer& lines, const CorridorOptions& options);

// ---- Lengths by unit

struct LengthOptions {
  std::string name_field;
  std::string segment_field;            ///< lines with the same text here run on one track; empty: no such field
  std::string unit_field;               ///< rows of the same value are one unit; empty: every row
  Length tolerance;                     ///< a later row this near an earlier one, for ten times as far or more, is on its track
};

inline constexpr std::size_t all_lines = outside;

struct UnitLength {
  std::size_t line = all_lines;
  std::size_t unit = outside;
  Length length;
  Length on_border;                     ///< of it, along a border: each unit that touches it has its part of it, in equal shares
};

/// A track that several lines share by `segment_field`; that of the first line is counted.
struct SharedTrack {
  std::string segment;
  std::vector<std::size_t> lines;       ///< in the order of their rows
  std::vector<Length> lengths;          ///< of each; they should be alike
};

/// Laws: Σ totals − several = all, within 1e-9 relative; so for every line, with its own length. Direction, order and
/// division of rows change nothing (except who comes first on a shared track).
struct Lengths {
  std::vector<std::string> names, units;
  std::vector<UnitLength> totals;       ///< per unit, outside last: every track once
  std::vector<UnitLength> by_line;      ///< per line, then unit: its own length; units it does not enter are left out
  std::vector<Length> line_lengths;     ///< per line, each stretch of it once
  Length all;                           ///< every track once
  Length several;                       ///< counted in more than one unit because units overlap
  std::vector<SharedTrack> shared;      ///< by segment_field
};

/// Precondition: `lines` from lines(), `units` from polygons(), in one CRS: Error(crs_mismatch) otherwise; Error(invalid_zone)
/// when a unit was rejected.
Lengths lengths_by_unit(const Layer& lines, const Layer& units, const LengthOptions& options = {});

/// As a table "lengths": unit, line (null: all), length_m, on_border_m.
Layer table(const Lengths& lengths);

// ---- Along an axis

struct AlongOptions {
  Length within;                        ///< farther places are left out
  Length join;                          ///< gaps of the axis up to this are bridged, and count as its length
};

enum class Side { left, right, on };
std::string_view name(Side side);

struct Stop {
  std::size_t place = 0;                ///< row in the places
  Length at;                            ///< along the axis, of the nearest point; the middle of from … to when the axis runs through
  Length from, to;                      ///< first and last point of the axis in the place; both `at` when it does not run through
  Length distance;                      ///< 0 when it does
  Side side = Side::on;                 ///< looking along the axis
  Point foot;                           ///< on the axis, at `at`
};

struct Along {
  Length length;                        ///< of the axis
  Shapes axis;                          ///< one line of one part, as it is counted: it begins as the first row does
  std::vector<Length> joined;           ///< gaps that were bridged
  std::vector<Stop> stops;              ///< in order along the axis
};

/// All rows of `axis` together are one line without branches: Error(bad_argument), with the places of gaps and branches,
/// otherwise. Precondition: `axis` from lines(), `places` from places(), in one CRS.
Along along(const Layer& axis, const Layer& places, const AlongOptions& options);

/// As a table "along" with the feet as points: place, at_m, from_m, to_m, distance_m, side.
Layer table(const Along& along, const std::vector<std::string>& places, const Crs& crs);

// ---- Distances

/// Both ways to say how far two places are apart. The nearest pair of points is found between edges divided to 70 m, as
/// straight lines through the Earth, which is right to 1 cm in 100 km; its distance is the geodesic.
struct Distance {
  std::size_t a = 0, b = 0;             ///< rows
  Length edge;                          ///< between the nearest points of both; 0 when they touch or overlap
  Point from, to;                       ///< these points
  Length centre;                        ///< between the centroids (of the area, of the line, of the points)
};

/// Of every shape of `a` to every shape of `b`, row by row; rows without a shape are left out. Any types. Both in one CRS.
std::vector<Distance> distances(const Layer& a, const Layer& b, int threads = 0);

/// As a table "distances" with the nearest connection as a line: a, b, edge_m, centre_m.
Layer table(const std::vector<Distance>& distances, const std::vector<std::string>& a, const std::vector<std::string>& b, const Crs& crs);

}  // namespace libspatial
