// The log: lines of canonical JSON, each with the hash of the one before.

#include <filesystem>
#include <nlohmann/json.hpp>

#include "libspatial/audit.hpp"
#include "libspatial/exchange.hpp"
#include "source/sha256.hpp"

namespace libspatial {
namespace {

using Json = nlohmann::json;  // keys sorted: dump() is canonical

const std::string no_line(64, '0');

std::string canonical(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string hash_of(Json line) {
  line.erase("hash");
  return sha256_text(canonical(line));
}

/// What is wrong with one line, after `before`.
std::vector<Text> flaws_of(const std::string& text, std::size_t n, const std::string& before, std::string& hash) {
  const Json line = Json::parse(text, nullptr, false);
  std::vector<Text> flaws;
  const auto is_text = [&](const char* key) { return line.contains(key) && line[key].is_string(); };
  if (!line.is_object() || !is_text("hash") || !is_text("previous") || !line.contains("n")) {
    hash.clear();
    return {{"不是日志记录", "is no entry of a log"}};
  }
  hash = line["hash"];
  if (canonical(line) != text || hash_of(line) != hash) flaws.push_back({"内容与校验值不符，已被改动", "does not fit its hash: it was changed"});
  if (line["n"] != n) flaws.push_back({"序号应为 " + std::to_string(n), "should have the number " + std::to_string(n)});
  if (line["previous"] != before) flaws.push_back({"与上一行不相连：有记录被改动、删除或插入", "does not follow the line before: an entry was changed, taken out or put in"});
  return flaws;
}

}  // namespace

LogCheck check_log(std::string_view text, const std::string& file) {
  LogCheck result;
  std::string before = no_line;
  for (std::size_t n = 1; !text.empty(); ++n) {
    const std::size_t end = text.find('\n');
    const std::string line(text.substr(0, end));
    const std::string at = std::to_string(n);
    if (end == std::string_view::npos) result.flaws.push_back({file + " 第 " + at + " 行没有写完", file + " line " + at + " is not complete"});
    std::string hash;
    for (const Text& why : flaws_of(line, n, before, hash)) result.flaws.push_back({file + " 第 " + at + " 行" + why.zh, file + " line " + at + " " + why.en});
    result.entries.push_back(line);
    before = hash;
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return result;
}

void append_log(const std::string& file, std::string_view entry) {
  std::error_code none;
  std::string text = std::filesystem::exists(file, none) ? read_text(file) : std::string();
  const LogCheck before = check_log(text, file);
  if (!before.flaws.empty()) {
    throw Error(Errc::damaged_file, {before.flaws[0].zh + "。请把这个日志移到别处保存，再重新运行", before.flaws[0].en + ". Keep this log elsewhere and run again"});
  }
  Json line = Json::parse(entry, nullptr, false);
  if (!line.is_object()) throw Error(Errc::bad_argument, {"日志记录应为 JSON 对象", "an entry of a log is a JSON object"});
  line["n"] = before.entries.size() + 1;
  line["previous"] = before.entries.empty() ? no_line : Json::parse(before.entries.back())["hash"].get<std::string>();
  line["hash"] = hash_of(line);
  publish_text(file, text + canonical(line) + "\n");
}

}  // namespace libspatial
