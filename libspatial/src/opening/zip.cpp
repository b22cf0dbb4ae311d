// Our own look at an archive (APPNOTE.TXT 6.3): end record, directory, then entries by zlib. What the directory says is checked against what comes out.

#include "opening/zip.hpp"

#include <zlib.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "coordinates/text.hpp"

namespace libspatial::opening {
namespace {

constexpr std::uint64_t never_a_bomb = 64ull << 20;
constexpr std::size_t piece = 1 << 16;
constexpr std::uint64_t longest_directory = 64ull << 20;

[[noreturn]] void damaged(const std::string& written, const std::string& zh, const std::string& en) {
  throw Error(Errc::damaged_file, {written + " 是不完整或损坏的压缩包（" + zh + "）。请重新取得该文件", written + " is a cut or corrupt archive (" + en + "). Get the file again"});
}

[[noreturn]] void refuse(const std::string& written, const std::string& zh, const std::string& en) {
  throw Error(Errc::unsupported_format, {written + "：" + zh + "，没有打开。请解压后检查，再给出其中的数据文件", written + ": " + en + ", so it was not opened. Unpack it, look at it, and give the file inside"});
}

/// Bytes of the archive, little endian.
class Bytes {
 public:
  explicit Bytes(std::string data) : data_(std::move(data)) {}
  std::size_t size() const { return data_.size(); }
  std::uint64_t number(std::size_t at, std::size_t n) const {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < n && at + i < data_.size(); ++i) value |= static_cast<std::uint64_t>(static_cast<unsigned char>(data_[at + i])) << (8 * i);
    return value;
  }
  std::string text(std::size_t at, std::size_t n) const { return at < data_.size() ? data_.substr(at, n) : std::string(); }
  std::size_t last(std::string_view what) const { return data_.rfind(what); }

 private:
  std::string data_;
};

Bytes part(std::ifstream& in, std::uint64_t at, std::uint64_t n) {
  std::string data(static_cast<std::size_t>(n), '\0');
  in.clear();
  in.seekg(static_cast<std::streamoff>(at));
  in.read(data.data(), static_cast<std::streamsize>(n));
  data.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return Bytes(std::move(data));
}

/// Info-ZIP's field with the name in UTF-8 (0x7075), or nothing.
std::string unicode_name(const Bytes& directory, std::size_t at, std::size_t n) {
  for (std::size_t end = at + n; at + 4 <= end;) {
    const auto id = directory.number(at, 2), length = directory.number(at + 2, 2);
    if (id == 0x7075 && length > 5) return directory.text(at + 9, length - 5);
    at += 4 + length;
  }
  return {};
}

std::string name_of(const Bytes& directory, std::size_t at, std::uint64_t flags, std::size_t length, std::size_t extra, const std::string& written) {
  std::string name = directory.text(at + 46, length);
  const std::string unicode = unicode_name(directory, at + 46 + length, extra);
  if (!unicode.empty() && coordinates::is_utf8(unicode)) name = unicode;
  else if ((flags & 0x800) == 0 && !coordinates::is_utf8(name)) name = coordinates::decode(name + "\n", written).text;
  while (!name.empty() && (name.back() == '\n' || name.back() == '\r')) name.pop_back();
  std::replace(name.begin(), name.end(), '\\', '/');
  return name;
}

void require_inside(const std::string& name, const std::string& written) {
  bool outside = name.empty() || name.front() == '/' || (name.size() > 1 && name[1] == ':') || name.find('\0') != std::string::npos || !coordinates::is_utf8(name);
  for (std::size_t at = 0; !outside && at <= name.size();) {
    const std::size_t end = std::min(name.find('/', at), name.size());
    outside = std::string_view(name).substr(at, end - at) == "..";
    at = end + 1;
  }
  if (outside) refuse(written, "其中的路径“" + name + "”指向压缩包之外", "the path \"" + name + "\" in it leads out of the archive");
}

}  // namespace

std::vector<ZipEntry> read_zip_directory(const std::string& archive, const std::string& written, const ReadLimits& limits) {
  std::ifstream in(archive, std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::uint64_t>(std::max<std::streamoff>(in.tellg(), 0));
  const std::uint64_t tail = std::min<std::uint64_t>(size, 22 + 65535);
  const Bytes end = part(in, size - tail, tail);
  const std::size_t mark = end.last(std::string_view("PK\5\6", 4));
  if (mark == std::string::npos || mark + 22 > end.size()) damaged(written, "没有目录", "no directory");
  const std::uint64_t count = end.number(mark + 10, 2), length = end.number(mark + 12, 4), start = end.number(mark + 16, 4);
  if (count == 0xFFFF || length == 0xFFFFFFFF || start == 0xFFFFFFFF) refuse(written, "是 ZIP64 大压缩包", "it is a large archive (ZIP64)");
  if (count > limits.zip_entries) refuse_limit(written, "zip_entries", count, limits.zip_entries);
  if (start + length > size || length > longest_directory) damaged(written, "目录不全", "its directory is cut");
  const Bytes directory = part(in, start, length);
  std::vector<ZipEntry> entries;
  std::set<std::string> names;
  std::uint64_t total = 0, packed = 0;
  std::size_t at = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    if (directory.number(at, 4) != 0x02014B50) damaged(written, "目录不全", "its directory is cut");
    const auto flags = directory.number(at + 8, 2), name = directory.number(at + 28, 2), extra = directory.number(at + 30, 2), comment = directory.number(at + 32, 2);
    ZipEntry entry{name_of(directory, at, flags, name, extra, written), directory.number(at + 20, 4), directory.number(at + 24, 4), directory.number(at + 42, 4),
                   static_cast<std::uint32_t>(directory.number(at + 16, 4)), static_cast<int>(directory.number(at + 10, 2))};
    require_inside(entry.name, written);
    const bool unix_made = directory.number(at + 5, 1) == 3;
    const auto mode = directory.number(at + 38, 4) >> 16;
    if (unix_made && (mode & 0170000) == 0120000) refuse(written, "其中的“" + entry.name + "”是符号链接", "\"" + entry.name + "\" in it is a symbolic link");
    if ((flags & 0x2041) != 0) refuse(written, "其中的“" + entry.name + "”有密码", "\"" + entry.name + "\" in it is encrypted");
    if (entry.packed == 0xFFFFFFFF || entry.size == 0xFFFFFFFF || entry.at >= start) refuse(written, "其中的“" + entry.name + "”是 ZIP64 大文件或位置不对", "\"" + entry.name + "\" in it is too large (ZIP64) or out of place");
    total += entry.size;
    packed += entry.packed;
    at += 46 + name + extra + comment;
    if (entry.name.back() == '/') continue;
    if (!names.insert(entry.name).second) damaged(written, "“" + entry.name + "”有两个", "\"" + entry.name + "\" twice");
    entries.push_back(std::move(entry));
  }
  if (packed > size) damaged(written, "其中的文件相互重叠", "its files overlap each other");
  if (total > limits.zip_bytes) refuse_limit(written, "zip_bytes", total, limits.zip_bytes);
  if (total > never_a_bomb && total / std::max<std::uint64_t>(packed, 1) > limits.zip_ratio) refuse_limit(written, "zip_ratio", total / std::max<std::uint64_t>(packed, 1), limits.zip_ratio);
  return entries;
}

void unpack_entry(const std::string& archive, const std::string& written, const ZipEntry& entry, const std::function<void(std::string_view)>& give_on) {
  if (entry.method != 0 && entry.method != 8) refuse(written, "其中的“" + entry.name + "”用了不常见的压缩方法 " + std::to_string(entry.method), "\"" + entry.name + "\" in it is packed by the unusual method " + std::to_string(entry.method));
  std::ifstream in(archive, std::ios::binary);
  const Bytes header = part(in, entry.at, 30);
  if (header.number(0, 4) != 0x04034B50) damaged(written, entry.name, entry.name);
  in.clear();
  in.seekg(static_cast<std::streamoff>(entry.at + 30 + header.number(26, 2) + header.number(28, 2)));
  std::string packed(piece, '\0'), plain(piece, '\0');
  std::uint64_t left = entry.packed, done = 0;
  auto checksum = static_cast<std::uint32_t>(crc32(0, nullptr, 0));
  const auto give = [&](std::size_t n) {
    done += n;
    if (done > entry.size) damaged(written, "“" + entry.name + "”比目录所写的大", "\"" + entry.name + "\" is larger than its directory says");
    checksum = static_cast<std::uint32_t>(crc32(checksum, reinterpret_cast<const Bytef*>(plain.data()), static_cast<uInt>(n)));
    give_on(std::string_view(plain).substr(0, n));
  };
  struct Inflate {
    z_stream stream{};
    Inflate() { inflateInit2(&stream, -MAX_WBITS); }
    ~Inflate() { inflateEnd(&stream); }
  } unpacking;
  bool ended = false;
  while (left > 0 && !ended) {
    in.read(packed.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(piece, left)));
    const auto n = static_cast<std::size_t>(in.gcount());
    if (n == 0) break;
    left -= n;
    if (entry.method == 0) {
      std::copy_n(packed.begin(), n, plain.begin());
      give(n);
      continue;
    }
    unpacking.stream.next_in = reinterpret_cast<Bytef*>(packed.data());
    unpacking.stream.avail_in = static_cast<uInt>(n);
    do {
      unpacking.stream.next_out = reinterpret_cast<Bytef*>(plain.data());
      unpacking.stream.avail_out = static_cast<uInt>(piece);
      const int result = inflate(&unpacking.stream, Z_NO_FLUSH);
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) damaged(written, entry.name, entry.name);
      give(piece - unpacking.stream.avail_out);
      ended = result == Z_STREAM_END;
    } while (!ended && unpacking.stream.avail_out == 0);
  }
  if (done != entry.size || checksum != entry.checksum) damaged(written, "“" + entry.name + "”的校验和不对", "the checksum of \"" + entry.name + "\" is wrong");
}

void unpack_entry(const std::string& archive, const std::string& written, const ZipEntry& entry, const std::string& to) {
  std::ofstream out(to, std::ios::binary);
  unpack_entry(archive, written, entry, [&](std::string_view bytes) { out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())); });
  out.close();
  if (!out) throw Error(Errc::write_failed, {"不能把 " + written + " 解到临时目录，磁盘可能已满", "cannot unpack " + written + " to the temporary folder, the disk may be full"});
}

}  // namespace libspatial::opening
