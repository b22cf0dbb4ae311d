#pragma once
// A careful reader of YAML: every key is known, every message names file and line.

#include <yaml-cpp/yaml.h>

#include <set>
#include <string>
#include <vector>

#include "libspatial/error.hpp"
#include "libspatial/source.hpp"

namespace libspatial::yaml {

/// Throws Error(bad_rules) unless the text is one document of plain maps, sequences and scalars: no anchors, aliases, tags
/// or repeated keys, at most 1 MiB and 32 levels deep.
YAML::Node load(std::string_view text, const std::string& file);

/// Throws Error(bad_rules) that names a line of a file; 0: the file.
[[noreturn]] void refuse_at(const std::string& file, int line, const Text& why);

/// A map whose keys must all be asked for: finish() throws on one that was not.
class Map {
 public:
  Map(YAML::Node node, std::string file, std::string what);

  bool has(const std::string& key) { return static_cast<bool>(find(key)); }
  bool is_map(const std::string& key) { const YAML::Node found = find(key); return found && found.IsMap(); }
  bool is_text(const std::string& key) { const YAML::Node found = find(key); return found && found.IsScalar(); }
  std::string text(const std::string& key);                         ///< required, not empty
  std::string text_or(const std::string& key, std::string otherwise);
  Text both(const std::string& key);                                ///< {zh: …, en: …}, both required
  std::string date_or(const std::string& key, std::string otherwise);
  double number(const std::string& key);
  bool flag(const std::string& key, bool otherwise);
  std::vector<std::string> words(const std::string& key);           ///< a sequence of scalars, may be absent
  std::vector<Map> maps(const std::string& key);                    ///< a sequence of maps, may be absent
  Map map(const std::string& key);                                  ///< a map, required
  std::vector<std::string> keys();                                  ///< all keys, which thereby count as asked for
  void finish();
  int line() const { return node_.Mark().line + 1; }
  int line_of(const std::string& key) { const YAML::Node found = find(key); return found ? found.Mark().line + 1 : line(); }
  const std::string& file() const { return file_; }

  [[noreturn]] void fail(const YAML::Node& at, const Text& why) const;
  [[noreturn]] void fail(const Text& why) const { fail(node_, why); }
  /// At the value of a key, or at the map when it is not there.
  [[noreturn]] void fail_at(const std::string& key, const Text& why) { const YAML::Node found = find(key); fail(found ? found : node_, why); }

 private:
  YAML::Node find(const std::string& key);
  YAML::Node need(const std::string& key);

  YAML::Node node_;
  std::string file_, what_;
  std::set<std::string> asked_;
};

}  // namespace libspatial::yaml
