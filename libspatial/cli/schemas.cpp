// The alias files: those of the library, of a profile, of the user.

#include <algorithm>
#include <filesystem>

#include "cli.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial::cli {
namespace {

namespace fs = std::filesystem;

void add_folder(Schemas& schemas, const fs::path& folder, const std::string& but) {
  std::vector<std::string> files;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none)) {
    if (entry.path().extension() == ".yaml" && entry.path().filename() != but) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) add_schemas(schemas, read_text(file), file);
}

}  // namespace

Schemas load_schemas(const std::string& profile, const std::vector<std::string>& more) {
  const std::string layout = data_file("schemas/plan.yaml");
  Schemas known = standard_schemas(parse_layout(read_text(layout), layout));
  const fs::path folder = fs::path(layout).parent_path();
  add_folder(known, folder, "plan.yaml");
  if (profile.find_first_of("/\\.") != std::string::npos) {
    throw Error(Errc::bad_argument, {"--profile " + profile + " 应为一个名字，不是路径", "--profile " + profile + " must be a name, not a path"});
  }
  if (!profile.empty()) add_folder(known, folder.parent_path() / "profiles" / profile / "schemas", "");
  for (const std::string& file : more) add_schemas(known, read_text(file), file);
  return known;
}

}  // namespace libspatial::cli
