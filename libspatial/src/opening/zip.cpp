// Our own look at an archive (APPNOTE.TXT 6.3): end record, directory (of ZIP64 too), then entries by zlib. What the directory says is checked against what comes out.

#include "opening/zip.hpp"

#include <zlib.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
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
  std::size_t last(std::string_view what, std::size_t before = std::string::npos) const { return data_.rfind(what, before); }

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

/// The content of an extra field, where it lies and how long it is; nothing when there is none of this kind.
std::optional<std::pair<std::size_t, std::size_t>> find_extra(const Bytes& directory, std::size_t at, std::size_t n, std::uint64_t kind) {
  for (const std::size_t end = at + n; at + 4 <= end;) {
    const std::size_t length = directory.number(at + 2, 2);
    if (directory.number(at, 2) == kind) return at + 4 + length <= end ? std::optional(std::pair(at + 4, length)) : std::nullopt;
    at += 4 + length;
  }
  return std::nullopt;
}

std::uint32_t checksum_of(const std::string& text) { return static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size()))); }

/// Info-ZIP's field with the name in UTF-8 (0x7075) holds for the name whose checksum it carries.
std::string name_of(const Bytes& directory, std::size_t at, std::uint64_t flags, std::size_t length, std::size_t extra, const std::string& written) {
  std::string name = directory.text(at + 46, length), unicode;
  const auto field = find_extra(directory, at + 46 + length, extra, 0x7075);
  if (field && field->second > 5 && directory.number(field->first + 1, 4) == checksum_of(name)) unicode = directory.text(field->first + 5, field->second - 5);
  if (!unicode.empty() && coordinates::is_utf8(unicode)) name = unicode;
  else if ((flags & 0x800) == 0 && !coordinates::is_utf8(name)) name = coordinates::decode(name + "\n", written).text;
  while (!name.empty() && (name.back() == '\n' || name.back() == '\r')) name.pop_back();
  std::replace(name.begin(), name.end(), '\\', '/');
  return name;
}

void require_inside(const std::string& name, const std::string& written) {
  if (!coordinates::is_utf8(name)) refuse(written, "其中有一个文件名不是 UTF-8，也不是 GB18030", "a name in it is neither UTF-8 nor GB18030");
  bool outside = name.empty() || name.front() == '/' || (name.size() > 1 && name[1] == ':') || name.find('\0') != std::string::npos;
  for (std::size_t at = 0; !outside && at <= name.size();) {
    const std::size_t end = std::min(name.find('/', at), name.size());
    outside = std::string_view(name).substr(at, end - at) == "..";
    at = end + 1;
  }
  if (outside) refuse(written, "其中的路径“" + name + "”指向压缩包之外", "the path \"" + name + "\" in it leads out of the archive");
}

/// Where the directory lies, how long it is and how many entries it has.
struct Directory {
  std::uint64_t start = 0, length = 0, count = 0;
};

/// The end record whose comment ends with the file: in the comment another may stand. Else the last one.
std::size_t find_end(const Bytes& end) {
  constexpr std::string_view mark("PK\5\6", 4);
  const std::size_t last = end.last(mark);
  for (std::size_t at = last; at != std::string::npos; at = at == 0 ? std::string::npos : end.last(mark, at - 1)) {
    if (at + 22 + end.number(at + 20, 2) == end.size()) return at;
  }
  return last;
}

Directory find_directory(std::ifstream& in, std::uint64_t size, const std::string& written) {
  const std::uint64_t tail = std::min<std::uint64_t>(size, 20 + 22 + 65535);
  const Bytes end = part(in, size - tail, tail);
  const std::size_t mark = find_end(end);
  if (mark == std::string::npos || mark + 22 > end.size()) damaged(written, "没有目录", "no directory");
  Directory found{end.number(mark + 16, 4), end.number(mark + 12, 4), end.number(mark + 10, 2)};
  bool divided = end.number(mark + 4, 2) % 0xFFFF != 0;
  if (mark >= 20 && end.text(mark - 20, 4) == std::string_view("PK\6\7", 4)) {  // ZIP64: numbers too large for this record stand in another
    const std::uint64_t at = end.number(mark - 12, 8);
    const Bytes large = part(in, std::min(at, size), 56);
    if (large.size() < 56 || large.number(0, 4) != 0x06064B50) damaged(written, "没有 ZIP64 目录", "no directory of ZIP64");
    found = {large.number(48, 8), large.number(40, 8), large.number(32, 8)};
    divided |= large.number(16, 4) != 0 || end.number(mark - 4, 4) > 1;
  }
  if (divided) refuse(written, "是分卷压缩包的一部分", "it is one part of a divided archive");
  if (found.start > size || found.length > size - found.start || found.length > longest_directory) damaged(written, "目录不全", "its directory is cut");
  return found;
}

/// Sizes and place of an entry; what does not fit in 32 bits stands in a field of ZIP64, in this order.
void set_numbers(ZipEntry& entry, const Bytes& directory, std::size_t at, std::size_t extras, std::size_t extra, const std::string& written) {
  entry.size = directory.number(at + 24, 4), entry.packed = directory.number(at + 20, 4), entry.at = directory.number(at + 42, 4);
  const auto field = find_extra(directory, extras, extra, 1);
  std::size_t next = 0;
  for (std::uint64_t* number : {&entry.size, &entry.packed, &entry.at}) {
    if (*number != 0xFFFFFFFF) continue;
    if (!field || field->second < next + 8) damaged(written, "“" + entry.name + "”没有 ZIP64 的大小", "\"" + entry.name + "\" lacks its size of ZIP64");
    *number = directory.number(field->first + next, 8);
    next += 8;
  }
}

/// No byte of the archive belongs to two entries: such an archive unpacks to far more than it seems.
void require_apart(std::vector<ZipEntry> entries, std::uint64_t end, const std::string& written) {
  std::sort(entries.begin(), entries.end(), [](const ZipEntry& a, const ZipEntry& b) { return a.at > b.at; });
  for (const ZipEntry& entry : entries) {
    if (entry.at > end || entry.packed > end - entry.at || end - entry.at - entry.packed < 30) damaged(written, "其中的文件相互重叠", "its files overlap each other");
    end = entry.at;
  }
}

}  // namespace

std::vector<ZipEntry> read_zip_directory(const std::string& archive, const std::string& written, const ReadLimits& limits) {
  std::ifstream in(archive, std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::uint64_t>(std::max<std::streamoff>(in.tellg(), 0));
  const Directory where = find_directory(in, size, written);
  if (where.count > limits.zip_entries) refuse_limit(written, "zip_entries", where.count, limits.zip_entries);
  const Bytes directory = part(in, where.start, where.length);
  std::vector<ZipEntry> entries;
  std::set<std::string> names;
  std::uint64_t total = 0, packed = 0;
  std::size_t at = 0;
  for (std::uint64_t i = 0; i < where.count; ++i) {
    if (directory.number(at, 4) != 0x02014B50) damaged(written, "目录不全", "its directory is cut");
    const auto flags = directory.number(at + 8, 2), name = directory.number(at + 28, 2), extra = directory.number(at + 30, 2), comment = directory.number(at + 32, 2);
    ZipEntry entry{name_of(directory, at, flags, name, extra, written), 0, 0, 0, static_cast<std::uint32_t>(directory.number(at + 16, 4)), static_cast<int>(directory.number(at + 10, 2))};
    set_numbers(entry, directory, at, at + 46 + name, extra, written);
    require_inside(entry.name, written);
    const bool unix_made = directory.number(at + 5, 1) == 3;
    const auto mode = directory.number(at + 38, 4) >> 16;
    if (unix_made && (mode & 0170000) == 0120000) refuse(written, "其中的“" + entry.name + "”是符号链接", "\"" + entry.name + "\" in it is a symbolic link");
    if ((flags & 0x2041) != 0) refuse(written, "其中的“" + entry.name + "”有密码", "\"" + entry.name + "\" in it is encrypted");
    if (entry.at >= where.start) refuse(written, "其中的“" + entry.name + "”位置不对", "\"" + entry.name + "\" in it is out of place");
    at += 46 + name + extra + comment;
    if (entry.name.back() == '/') {
      if (entry.size > 0) damaged(written, "文件夹“" + entry.name + "”有内容", "the folder \"" + entry.name + "\" has bytes of its own");
      continue;
    }
    if (!names.insert(entry.name).second) damaged(written, "“" + entry.name + "”有两个", "\"" + entry.name + "\" twice");
    entries.push_back(std::move(entry));
    if (entries.back().size > limits.zip_bytes - total) refuse_limit(written, "zip_bytes", entries.back().size > std::numeric_limits<std::int64_t>::max() ? entries.back().size : total + entries.back().size, limits.zip_bytes);
    total += entries.back().size;
    packed += std::min(entries.back().packed, size);
  }
  require_apart(entries, where.start, written);
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
