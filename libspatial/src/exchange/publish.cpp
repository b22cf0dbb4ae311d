// Publishing: written aside, flushed, checked, renamed. An output name refers to nothing, to the old file, or to the
// complete new one.

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "libspatial/exchange.hpp"

namespace libspatial {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void failed(const fs::path& file, const std::string& why_zh, const std::string& why_en) {
  throw Error(Errc::write_failed, {"不能写 " + file.string() + "：" + why_zh + "。原有文件未改动", "cannot write " + file.string() + ": " + why_en + ". What stood there is untouched"});
}

[[noreturn]] void failed(const fs::path& file) {
  const std::string why = std::strerror(errno);
  failed(file, why, why);
}

fs::path folder_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

void flush(const fs::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) failed(path);
  const int result = ::fsync(descriptor);
  ::close(descriptor);
  if (result != 0) failed(path);
}

/// A name of our own beside the target: same folder (rename must not cross file systems), same extension (drivers look).
fs::path aside(const fs::path& file) {
  static std::atomic<unsigned> counter{0};
  const std::string prefix = ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(counter++) + "-";
  return folder_of(file) / (prefix + file.filename().string());
}

/// A pipe or a device would be gone after the renaming.
void refuse_what_is_no_file(const fs::path& target) {
  std::error_code none;
  const fs::file_status status = fs::status(target, none);
  if (!fs::exists(status) || fs::is_regular_file(status)) return;
  failed(target, "该名称不是普通文件，请换一个输出名", "that is no regular file, choose another name");
}

/// SQLite would replay an old journal into the new file.
void refuse_open_geopackage(const fs::path& file) {
  if (file.extension() != ".gpkg") return;
  for (const char* suffix : {"-wal", "-journal"}) {
    const std::string journal = file.string() + suffix;
    std::error_code none;
    if (!fs::exists(journal, none)) continue;
    throw Error(Errc::target_in_use, {file.string() + " 正被别的程序打开（旁边有 " + fs::path(journal).filename().string() + "）。请先在 QGIS 等程序中关闭它，或换一个输出名",
                                      file.string() + " is open elsewhere (" + fs::path(journal).filename().string() + " lies beside it). Close it in QGIS or wherever it is open, or choose another name"});
  }
}

/// Removes what was written aside unless it was renamed, whatever ends the scope.
class Aside {
 public:
  explicit Aside(const fs::path& target) : path(aside(target)) {}
  ~Aside() {
    std::error_code none;
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) fs::remove(path.string() + suffix, none);
  }
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;
  const fs::path path;
};

/// Closed whatever ends the scope; what close() could tell, the fsync() that follows tells too.
struct Descriptor {
  ~Descriptor() { ::close(number); }
  const int number;
};

/// A folder for staging, removed with all that is in it.
class Staging {
 public:
  explicit Staging(const fs::path& folder) : path(aside(folder / "set")) {
    if (!fs::create_directory(path)) failed(path);
  }
  ~Staging() {
    std::error_code none;
    fs::remove_all(path, none);
  }
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  const fs::path path;
};

void require_folder(const fs::path& file) {
  const fs::path folder = folder_of(file);
  std::error_code none;
  if (!fs::is_directory(folder, none)) failed(file, "目录 " + folder.string() + " 不存在，请先建立", "the folder " + folder.string() + " does not exist, make it first");
  if (::access(folder.c_str(), W_OK) != 0) failed(file, "目录 " + folder.string() + " 不可写", "the folder " + folder.string() + " is not writable");
}

}  // namespace

std::string read_text(const std::string& file, std::size_t limit) {
  std::error_code none;
  if (!fs::is_regular_file(file, none)) {
    throw Error(Errc::file_not_found, {"找不到文件 " + file + "（或不是普通文件），请检查路径", "no file " + file + " (or not a regular file): check the path"});
  }
  if (fs::file_size(file, none) > limit) {
    throw Error(Errc::bad_argument, {file + " 过大（超过 " + std::to_string(limit) + " 字节）", file + " is too large (more than " + std::to_string(limit) + " bytes)"});
  }
  std::ifstream in(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  if (in.bad()) throw Error(Errc::damaged_file, {"读取 " + file + " 失败", "reading " + file + " failed"});
  return text;
}

void publish(const std::string& file, const std::function<void(const std::string&)>& write,
             const std::function<void(const std::string&)>& verify) {
  const fs::path target(file);
  require_folder(target);
  refuse_what_is_no_file(target);
  refuse_open_geopackage(target);
  const Aside temporary(target);
  write(temporary.path.string());
  if (verify) verify(temporary.path.string());
  flush(temporary.path, O_RDONLY);
  refuse_open_geopackage(target);
  if (::rename(temporary.path.c_str(), target.c_str()) != 0) failed(target);
  flush(folder_of(target), O_RDONLY | O_DIRECTORY);
}

void publish_text(const std::string& file, std::string_view text) {
  bool given = false;
  publish_pieces(file, [&]() -> std::optional<std::string> {
    if (given) return std::nullopt;
    given = true;
    return std::string(text);
  });
}

void publish_pieces(const std::string& file, const std::function<std::optional<std::string>()>& next) {
  publish(file, [&](const std::string& temporary) {
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) failed(file);
    const Descriptor closing{descriptor};
    while (const auto text = next()) {
      for (std::size_t done = 0; done < text->size();) {
        const ssize_t n = ::write(descriptor, text->data() + done, text->size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) failed(file);
        done += static_cast<std::size_t>(n);
      }
    }
  });
}

void publish_folder(const std::string& folder, std::span<const FileToPublish> files) {
  const fs::path target(folder);
  std::error_code none;
  const bool made = fs::create_directories(target, none);
  if (!fs::is_directory(target, none)) failed(target, "不能建立目录", "the folder cannot be made");
  try {
    require_folder(target / "x");
    const Staging staging(target);
    for (const FileToPublish& file : files) file.write((staging.path / file.name).string());
    for (const FileToPublish& file : files) refuse_open_geopackage(target / file.name);
    fs::remove(target / files.back().name, none);  // the mark of completeness goes first and comes last
    for (const FileToPublish& file : files) {
      if (::rename((staging.path / file.name).c_str(), (target / file.name).c_str()) != 0) failed(target / file.name);
    }
    flush(target, O_RDONLY | O_DIRECTORY);
  } catch (...) {
    if (made) fs::remove(target, none);  // only when empty
    throw;
  }
}

}  // namespace libspatial
