#pragma once
// What the cells of a layer become in a file: under which names, and which of them do not come back as they were.

#include <span>
#include <string>
#include <vector>

#include "libspatial/coordinates.hpp"
#include "libspatial/layer.hpp"

namespace libspatial {

struct NamingRules {
  std::size_t most_bytes = 0;  ///< of a name; 0: any
  bool any_case = true;        ///< "Name" and "NAME" cannot stand side by side
};
/// A name for each field, none empty and none twice: the field's own where that is possible.
std::vector<std::string> distinct_names(std::span<const Field> fields, const NamingRules& rules = {});

/// `word`, or the first of word_1, word_2, … that no name is, whatever the case.
std::string free_name(std::span<const std::string> names, const std::string& word);

/// At most so many bytes of a text, no character cut in two.
std::string cut(const std::string& text, std::size_t bytes);

/// The cells of a layer against those a reader finds in the file, told field by field.
class Carried {
 public:
  /// Of the layer only the fields' names and types are kept; `names` are those in the file.
  Carried(const Layer& layer, std::vector<std::string> names);

  const std::vector<std::string>& names() const { return names_; }
  /// One batch, `first_row` set, of what was read again; fields are found by their names in the file, and one that is not there is null in every row.
  void compare(const Layer& given, const Layer& again);
  /// One cell.
  void compare(std::size_t field, std::size_t row, const Value& given, const Value& again);
  std::vector<Loss> losses() const;

 private:
  struct Told {
    std::string name;
    FieldType type;
    std::size_t cells = 0, first_row = 0;
    Value given, again;           // of the first
    bool numbers_as_text = false;
  };
  std::vector<Told> fields_;
  std::vector<std::string> names_;
};

}  // namespace libspatial
