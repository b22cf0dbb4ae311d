#pragma once
// The program works in a child of its own: a file that crashes or hangs a reader ends the child, and the user gets one sentence.

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "libspatial/error.hpp"

namespace libspatial::cli {

/// Variables that change what a file means, name code to load, or reach out, are taken away; those of the system and our own stay. Before any thread starts.
void scrub_environment();

/// Runs `work` in a child with a limit on memory, without network and without starting programs, and returns its exit code. Where the child dies or hangs inside
/// a reader: 4, a sentence that names the file, and nothing left behind. Signals pass through.
int in_worker(int argc, char** argv, Language language, const std::function<int()>& work);

/// What the child may not do itself, because it may start no program: the parent runs run_documents() (documents.hpp) for it. Outside a worker: directly.
std::pair<int, std::string> documents_from_worker(const std::string& folder, const std::string& kinds, const std::string& language);

/// A file at which an earlier child of this run hung or died, and what a user is told.
struct Lost {
  std::string file;
  Errc code = Errc::damaged_file;
  Text text;
};
/// Those of this run. Whoever works through many files passes them over: a child that hung or died within an Apart is followed by another one, which begins again.
const std::vector<Lost>& lost_files();

/// While it lives, the work at one of many files: reading it and what is done with its shapes, under the limit of a reader.
class Apart {
 public:
  explicit Apart(const std::string& file);
  ~Apart();
  Apart(const Apart&) = delete;
};

/// Of this run, by --read-limit: seconds in which nothing comes out of a reader (0: for ever; the default grows with the file), bytes of memory.
void set_worker_seconds(double seconds);
void set_worker_memory(std::uint64_t bytes);

}  // namespace libspatial::cli
