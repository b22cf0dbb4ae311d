// Fingerprints of inputs: files as they lie on the disk, mapped, never copied.

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "libspatial/audit.hpp"
#include "source/sha256.hpp"

namespace libspatial {
namespace {

namespace fs = std::filesystem;

Fingerprint of_file(const std::string& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (descriptor < 0 || ::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    if (descriptor >= 0) ::close(descriptor);
    throw Error(Errc::file_not_found, {"找不到文件 " + file + "，请检查路径", "no file " + file + ": check the path"});
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  void* bytes = size > 0 ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0) : nullptr;
  ::close(descriptor);
  if (bytes == MAP_FAILED) throw Error(Errc::file_not_found, {"不能读取 " + file, "cannot read " + file});
  const std::string hash = sha256_text({static_cast<const char*>(bytes), size});
  if (bytes) ::munmap(bytes, size);
  return {file, size, hash};
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
  return text;
}

}  // namespace

std::vector<Fingerprint> fingerprints(std::string_view input) {
  const std::string file(input.substr(0, input.find("|layername=")));
  std::error_code none;
  std::vector<std::string> parts;
  if (fs::is_directory(file, none)) {
    for (const auto& entry : fs::recursive_directory_iterator(file)) {
      if (entry.is_regular_file(none)) parts.push_back(entry.path().string());
    }
  } else {
    parts.push_back(file);
    const fs::path path(file);
    if (lower(path.extension().string()) == ".shp") {
      const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
      for (const auto& entry : fs::directory_iterator(folder, none)) {
        const std::string ending = lower(entry.path().extension().string());
        const bool belongs = ending == ".dbf" || ending == ".shx" || ending == ".prj" || ending == ".cpg";
        if (belongs && entry.path().stem() == path.stem()) parts.push_back((path.parent_path() / entry.path().filename()).string());
      }
    }
    if (fs::exists(file + "-wal", none) && fs::file_size(file + "-wal", none) > 0) parts.push_back(file + "-wal");
  }
  std::sort(parts.begin(), parts.end());
  std::vector<Fingerprint> result;
  for (const std::string& part : parts) result.push_back(of_file(part));
  return result;
}

}  // namespace libspatial
