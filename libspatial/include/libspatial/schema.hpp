#pragma once
// Schema: how the layers of a planning bureau are recognised and brought into the standard form of a plan file. Every name, field and
// code is data (docs/reference/schemas.md); nothing here knows one.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/layer.hpp"

namespace libspatial {

/// A column of the standard form.
struct StandardField {
  std::string name;
  FieldType type = FieldType::text;
  bool is_date = false;             ///< text YYYY-MM-DD
  bool required = false;            ///< a row without it cannot be used
  std::vector<std::string> values;  ///< the only words allowed; empty: any
  std::optional<double> least, most, below;
  Text title;
};

/// A layer of the standard form.
struct StandardLayer {
  std::string role;                      ///< empty: the manifest
  std::string name;
  ShapeType shape = ShapeType::polygon;  ///< none: a table
  bool many = false;                     ///< no layer of the plan: any number of them, each under its own name
  Text title;
  std::vector<StandardField> fields;

  const StandardField* find(std::string_view field) const;
};

struct PlanLayout {
  std::string file;
  std::vector<StandardLayer> layers;
  StandardLayer manifest;

  const StandardLayer* find(std::string_view role) const;
};

/// What the words of one column mean: 城镇集中建设区 → concentrated. "*镇" stands for every word that ends so.
struct ValueSet {
  std::string id;
  std::vector<std::string> from;  ///< names of the column
  bool verified = false;
  std::string source;
  std::vector<std::pair<std::string, std::string>> values;
};

/// Where a standard field comes from: the first of `from` that the layer has; the column of another standard field; or columns whose
/// words are translated, by name first and by code second.
struct FieldAlias {
  std::string to;
  std::vector<std::string> from;
  std::string same_as;
  std::size_t first_digits = 0;  ///< only so many digits; 0: all of it
  std::vector<ValueSet> names, codes;
};

enum class SchemaUse { role, none, refused };

/// One kind of layer as it is found in the world.
struct Schema {
  std::string id, file;
  SchemaUse use = SchemaUse::role;
  std::string role;                                  ///< for use `role`
  Text title, note;
  bool verified = false;                             ///< names and fields were compared with a public source
  std::string source;
  std::vector<std::string> names;                    ///< of the layer; a "*" at the end stands for anything
  std::vector<std::vector<std::string>> needs;       ///< one column of each must be there
  std::vector<std::vector<std::string>> evidence;    ///< columns that together tell the kind without a name
  std::vector<std::string> digits_from;              ///< a column of division codes …
  std::size_t digits = 0;                            ///< … all of which have so many digits; trailing groups of 000 do not count
  std::vector<FieldAlias> fields;
  std::vector<std::string> unused;                   ///< columns that are known and not needed
};

struct Schemas {
  PlanLayout layout;
  std::vector<Schema> sets;                ///< the first wins where two of one role fit equally
  std::vector<std::string> unused_fields;  ///< of any layer: what software adds
};

/// The schemas with which a plan file itself is read: every layer of the layout by its own name and fields.
Schemas standard_schemas(PlanLayout layout);

/// The layers of a plan file that is still to be filled: every layer of the layout without rows, a README table that explains every
/// column, and the manifest with a row per role that states nothing yet (so that no rule takes emptiness for an answer).
std::vector<Layer> empty_plan(const PlanLayout& layout, const Crs& crs);

enum class RecognisedBy { nothing, fields, pattern, name, name_and_fields, order };
std::string_view name(RecognisedBy by);

struct Recognition {
  const Schema* schema = nullptr;      ///< none: unknown, or ambiguous
  RecognisedBy by = RecognisedBy::nothing;
  std::vector<const Schema*> rivals;   ///< kinds of different use that fit equally well
  std::vector<Text> notes;             ///< why a kind of that name was not it
};

/// Which kind of layer this is. With `role`, the best kind of that role, whatever the name.
Recognition recognise(const Layer& layer, const Schemas& schemas, std::string_view role = {});

struct ImportOptions {
  std::vector<std::pair<std::string, std::string>> roles{};  ///< layer ("NAME" or "FILE|layername=NAME") → role, or "none": leave it out
  std::string crs{};                                         ///< of layers that have none
  std::string valid_from{}, valid_to{}, source{};            ///< for every row of the manifest
  std::map<std::string, std::string> covers{};               ///< role → "units" or "partial"; role "": of all others
  double accuracy_m = 0.0;
  int threads = 0;
};

enum class Outcome { used, known, refused, left_out, unknown };  ///< known: and not needed; refused: must not be taken for a layer of the plan
std::string_view name(Outcome outcome);

/// A value that could not be understood.
struct UnknownValue {
  std::string field, value;
  std::size_t rows = 0, first_row = 0;
};

/// What became of one layer. Of a used one: read = used + repaired + rejected.
struct LayerReport {
  std::string file, layer, role, written_as, schema, crs;
  Text title;
  Outcome outcome = Outcome::unknown;
  bool verified = true;
  RecognisedBy by = RecognisedBy::nothing;
  std::size_t read = 0, used = 0, repaired = 0, rejected = 0;
  std::vector<std::pair<std::string, std::string>> fields;       ///< column → standard field
  std::vector<std::string> fields_unknown, fields_missing;       ///< columns nobody knows; standard fields without a column
  std::vector<UnknownValue> values_unknown;
  std::vector<std::pair<std::string, std::size_t>> unverified;   ///< set of values that nobody has verified → rows that rest on it alone
  std::vector<Text> notes;
  std::vector<Reject> rejects;
  std::vector<Repair> repairs;
};

/// What the columns and values of a layer mean in the standard form, its shapes left aside: `fields` … `unverified`, and `rejects` for rows whose values
/// cannot be used. Throws Error(bad_plan) when name and code of a row contradict each other.
LayerReport read_fields(const Layer& layer, const Schema& schema, const Schemas& schemas);

struct Import {
  std::vector<Layer> layers;         ///< in the standard form, the manifest last
  std::vector<LayerReport> reports;  ///< one per layer read, in order

  /// 0 all recognised and used · 1 something unknown or unverified · 2 rows were rejected.
  int exit_code() const;
};

/// Layers of a bureau → layers of a plan file. A rejected row keeps its place without its shape (a shape that crosses itself is kept as
/// it was), so that whoever reads the plan sees that land may be missing. Every layer keeps its CRS.
/// Throws Error(bad_plan): no layer is recognised; one layer fits two roles or two layers one role; name and code of a row contradict
/// each other. Throws Error(bad_argument) for orders that cannot be followed, Error(crs_missing) for a layer that needs one.
Import import_layers(std::vector<Layer> layers, const Schemas& schemas, const ImportOptions& options = {});

}  // namespace libspatial
