#include "documents.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <vector>

namespace libspatial::cli {

std::string documents_python() {
  const char* set = std::getenv("LIBSPATIAL_PYTHON");
  return set && *set ? set : "python3";
}

std::pair<int, std::string> run_documents(const std::string& folder, const std::string& kinds, const std::string& language) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {-1, ""};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  std::vector<std::string> words{documents_python(), "-m", "libspatial.documents", folder, "--to", kinds, "--lang", language};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string said;
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR);) {
    if (n > 0) said.append(buffer, static_cast<std::size_t>(n));
  }
  ::close(ends[0]);
  if (failed != 0) return {-1, ""};
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, said};
}

}  // namespace libspatial::cli
