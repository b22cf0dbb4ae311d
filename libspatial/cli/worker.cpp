#include "worker.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string_view>
#include <vector>

#include "cli.hpp"
#include "documents.hpp"
#include "libspatial/io.hpp"

extern "C" void __gcov_dump() __attribute__((weak));  // there when coverage is counted

namespace libspatial::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr double seconds_at_least = 30, bytes_a_second = 2 << 20;  // a reader that is slower than this has stopped
constexpr double idle_factor = 10;                                  // a slow disk is no endless loop: it may take ten times as long
constexpr std::uint64_t memory_beyond = 8ull << 30;                 // address space that is no memory: stacks, mapped files

/// What child and parent both see.
struct Shared {
  std::atomic<int> depth{0};
  std::atomic<std::uint64_t> moves{0};
  std::atomic<double> allowed{seconds_at_least};
  std::array<char, 4096> file{};
  std::atomic<bool> apart{false};  // `file` is one of many, whatever is read inside
  // documents the child asks the parent for
  enum { none, asked, made };
  std::atomic<int> documents{none};
  std::array<char, 4096> folder{};
  std::array<char, 64> kinds{}, language{};
  int code = 0;
  std::array<char, 8192> said{};
};
Shared* shared = nullptr;
double asked_seconds = -1;
std::vector<Lost> lost;  // the parent's; each child has it as it was when it began

class Watch : public ReadingWatch {
 public:
  void enters(const std::string& file) override {
    if (shared->depth++ > 0) return;
    std::strncpy(shared->file.data(), file.c_str(), shared->file.size() - 1);
    std::error_code none;
    const auto size = fs::is_directory(file, none) ? std::uintmax_t{1} << 30 : fs::file_size(file, none);
    shared->allowed = asked_seconds >= 0 ? asked_seconds : seconds_at_least + (none ? 0.0 : static_cast<double>(size) / bytes_a_second);
    ++shared->moves;
  }
  void moves() override { ++shared->moves; }
  void leaves() override { --shared->depth, ++shared->moves; }
};
Watch* watch = nullptr;  // of a child

template <std::size_t N>
void put(std::array<char, N>& into, const std::string& text) {
  std::strncpy(into.data(), text.c_str(), N - 1);
}

/// Of the parent: does what the child has asked for.
void serve() {
  if (shared->documents != Shared::asked) return;
  const auto [code, said] = run_documents(shared->folder.data(), shared->kinds.data(), shared->language.data());
  shared->code = code;
  put(shared->said, said.size() < shared->said.size() ? said : said.substr(said.size() - shared->said.size() + 1));
  shared->documents = Shared::made;
}

bool is_sanitized() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return true;
#else
  return false;
#endif
}

/// The end of either process. What hundreds of libraries tidy up at exit takes as long as the fork, and nobody needs it; sanitizers and coverage write what they found then.
[[noreturn]] void leave(int code) {
  std::cout.flush();
  if (is_sanitized() || __gcov_dump) std::exit(code);
  std::fflush(nullptr);
  std::_Exit(code);
}

/// No socket but local ones, no other program: the kernel answers EACCES. Without this kernel feature the run goes on; our readers open none.
void shut_doors() {
#if defined(__x86_64__) || defined(__aarch64__)
#if defined(__x86_64__)
  constexpr std::uint32_t here = AUDIT_ARCH_X86_64;
#else
  constexpr std::uint32_t here = AUDIT_ARCH_AARCH64;
#endif
  constexpr std::uint32_t no = SECCOMP_RET_ERRNO | EACCES;
  sock_filter rules[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, here, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, no),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_execve, 6, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_execveat, 5, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_io_uring_setup, 4, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 0, 2),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[0])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, no),
  };
  const sock_fprog program{static_cast<unsigned short>(std::size(rules)), rules};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) (void)prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}

int run_child(const std::function<int()>& work, const sigset_t& mask, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // whoever kills the parent ends the work
  if (getppid() != parent) std::_Exit(exit_internal);
  pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  const auto memory = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  if (!is_sanitized()) set_worker_memory(memory + memory_beyond);
  shut_doors();
  static Watch ours;
  watch_reading(watch = &ours);
  return work();
}

/// Seconds of processor time a process has used.
double processor_seconds(pid_t of) {
  clockid_t clock{};
  timespec used{};
  if (clock_getcpuclockid(of, &clock) != 0 || clock_gettime(clock, &used) != 0) return 0;
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

/// Says whether a reader has stopped giving anything.
class Patience {
 public:
  explicit Patience(pid_t child) : child_(child) {}
  bool ended() {
    const std::uint64_t moves = shared->moves;
    if (shared->depth <= 0 || moves != moves_) {
      moves_ = moves, since_ = Clock::now(), used_ = processor_seconds(child_);
      return false;
    }
    const double allowed = shared->allowed, waited = std::chrono::duration<double>(Clock::now() - since_).count();
    if (allowed <= 0 || waited < allowed) return false;
    return processor_seconds(child_) - used_ > allowed / 2 || waited > allowed * idle_factor;
  }

 private:
  const pid_t child_;
  std::uint64_t moves_ = 0;
  Clock::time_point since_ = Clock::now();
  double used_ = 0;
};

/// What the child wrote aside (exchange.hpp, publish()) or unpacked, by its number in the names.
void remove_leftovers(int argc, char** argv, pid_t child) {
  std::error_code none;
  const std::string aside = ".tmp-" + std::to_string(child) + "-", unpacked = "libspatial-" + std::to_string(child) + "-";
  std::vector<fs::path> folders{fs::temp_directory_path(none), "."};
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const fs::path path(word.starts_with("--") && word.find('=') != std::string_view::npos ? word.substr(word.find('=') + 1) : word);
    folders.push_back(path);
    folders.push_back(path.parent_path());
  }
  for (const fs::path& folder : folders) {
    if (folder.empty() || !fs::is_directory(folder, none)) continue;
    std::vector<fs::path> found;
    for (fs::directory_iterator at(folder, fs::directory_options::skip_permission_denied, none), end; !none && at != end; at.increment(none)) {
      const std::string name = at->path().filename().string();
      if (name.starts_with(aside) || name.starts_with(unpacked)) found.push_back(at->path());
    }
    for (const fs::path& path : found) fs::remove_all(path, none);
  }
}

int say(Language language, Errc code, const Text& text) {
  std::cerr << in(language, code == Errc::internal ? Text{"内部错误", "internal error"} : Text{"错误", "error"}) << " [" << name(code) << "] " << in(language, text) << '\n';
  return code == Errc::internal ? exit_internal : exit_input;
}

Lost hang() {
  const std::string file = shared->file.data(), s = std::to_string(static_cast<long>(shared->allowed.load()));
  return {file, Errc::damaged_file, {file + " 读了 " + s + " 秒没有结果，已停止：文件可能损坏或是恶意构造的。请重新取得该文件；确为可信的大文件时用 --read-limit seconds=" + std::to_string(10 * static_cast<long>(shared->allowed.load())) + " 放宽",
                                            file + " gave nothing for " + s + " s and was stopped: it may be damaged, or made to hang. Get the file again; if it is a large file that can be trusted: --read-limit seconds=" + std::to_string(10 * static_cast<long>(shared->allowed.load()))}};
}

Lost death(int signal) {
  const std::string what = std::string(strsignal(signal)), file = shared->file.data();
  if (signal == SIGKILL) return {file, Errc::limit_exceeded, {"程序被系统终止，多半是内存不足" + (file.empty() ? "" : "（最后读取的是 " + file + "）"), "the program was killed by the system, most likely for want of memory" + (file.empty() ? "" : " (the last file read: " + file + ")")}};
  if (shared->depth > 0) return {file, Errc::damaged_file, {file + " 使读取程序崩溃（" + what + "），文件可能损坏或是恶意构造的。请重新取得该文件", file + " crashed its reader (" + what + "): it may be damaged, or made to do so. Get the file again"}};
  return {file, Errc::internal, {"程序崩溃（" + what + "），没有结果。请告诉我们所用的命令和数据", "the program crashed (" + what + "), there is no result. Please tell us the command and the data"}};
}

}  // namespace

std::pair<int, std::string> documents_from_worker(const std::string& folder, const std::string& kinds, const std::string& language) {
  if (!shared || folder.size() >= shared->folder.size()) return run_documents(folder, kinds, language);
  put(shared->folder, folder);
  put(shared->kinds, kinds);
  put(shared->language, language);
  shared->documents = Shared::asked;
  while (shared->documents != Shared::made) {
    const timespec turn{0, 20'000'000};
    nanosleep(&turn, nullptr);
  }
  shared->documents = Shared::none;
  return {shared->code, shared->said.data()};
}

void set_worker_seconds(double seconds) { asked_seconds = seconds; }

void set_worker_memory(std::uint64_t bytes) {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0) return;
  if (limit.rlim_max != RLIM_INFINITY && bytes > limit.rlim_max) bytes = limit.rlim_max;
  limit.rlim_cur = bytes;
  (void)setrlimit(RLIMIT_AS, &limit);
}

const std::vector<Lost>& lost_files() { return lost; }

Apart::Apart(const std::string& file) {
  if (!watch) return;
  watch->enters(file);
  shared->apart = true;
}

Apart::~Apart() {
  if (!watch) return;
  shared->apart = false;
  watch->leaves();
}

namespace {

/// One child: its exit code, or, where it hung or died by itself, why.
struct Ended {
  int code = 0;
  std::optional<Lost> why;
};

Ended watch_over(pid_t child, int argc, char** argv, const sigset_t& watched, const sigset_t& before) {
  Patience patience(child);
  for (bool stopped = false;;) {
    const timespec turn{0, 200'000'000};
    const int signal = sigtimedwait(&watched, nullptr, &turn);
    if (signal > 0 && signal != SIGCHLD) kill(child, signal);
    int status = 0;
    if (waitpid(child, &status, WNOHANG) == child) {
      if (WIFEXITED(status)) return {WEXITSTATUS(status), {}};
      remove_leftovers(argc, argv, child);
      if (stopped) return {exit_input, hang()};
      const int how = WTERMSIG(status);
      if (how != SIGINT && how != SIGTERM && how != SIGHUP && how != SIGQUIT && how != SIGPIPE) return {exit_internal, death(how)};
      pthread_sigmask(SIG_SETMASK, &before, nullptr);  // as the child died, so do we
      std::signal(how, SIG_DFL);
      raise(how);
      return {128 + how, {}};
    }
    serve();
    if (!stopped && patience.ended()) {
      stopped = true;
      kill(child, SIGKILL);
    }
  }
}

}  // namespace

int in_worker(int argc, char** argv, Language language, const std::function<int()>& work) {
  void* memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return work();
  sigset_t watched, before;
  sigemptyset(&watched);
  for (const int signal : {SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaddset(&watched, signal);
  pthread_sigmask(SIG_BLOCK, &watched, &before);
  while (true) {
    shared = new (memory) Shared;
    const pid_t parent = getpid(), child = fork();
    if (child == 0) leave(run_child(work, before, parent));
    if (child < 0) {
      pthread_sigmask(SIG_SETMASK, &before, nullptr);
      return work();
    }
    const Ended ended = watch_over(child, argc, argv, watched, before);
    if (!ended.why) leave(ended.code);
    if (!shared->apart) return say(language, ended.why->code, ended.why->text);
    lost.push_back(*ended.why);  // one of many: the next child passes it over
  }
}

}  // namespace libspatial::cli
