#include "overlay_table.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "libspatial/exchange.hpp"

namespace libspatial::cli {
namespace {

constexpr std::size_t batches_ahead = 8;  // per thread: so much may wait for a slow batch before it

class Clock {
 public:
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - last_).count();
    last_ = now;
    return seconds;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

/// One batch, done: its lines and what is to be told.
struct Batch {
  std::string csv;
  TableResult told;
  std::exception_ptr failure;
};

Batch do_batch(const LayerStream& subjects, std::size_t number, const ZoneIndex& zones, const TableTask& task, int threads) {
  Batch batch;
  try {
    Clock clock;
    Layer layer = subjects.read(number);
    batch.told.read_s = clock.lap();
    layer = polygons(std::move(layer), {.width_field = {}, .may_be_empty = subjects.batches() > 1});
    batch.told.validity_s = clock.lap();
    const Overlay result = overlay(layer, zones, {.area = task.area, .threads = threads, .progress = {}});
    batch.told.overlay_s = clock.lap();
    const auto names = labels(layer, task.subject_id);
    const auto rows = overlay_rows(result, names, task.zone_labels, task.sum_equal_zones);
    batch.csv = overlay_csv(rows, task.area);
    batch.told.format_s = clock.lap();
    for (std::size_t row = 0; row < result.multi_cover.size(); ++row) {
      if (result.multi_cover[row] <= Area()) continue;
      if (batch.told.double_count++ == 0) batch.told.first_double = names[row];
      batch.told.double_cover += result.multi_cover[row];
    }
    batch.told.rows = layer.size();
    batch.told.pieces = rows.size();
    batch.told.fallbacks = result.fallbacks;
    layer.shapes = Shapes();
    layer.fields.clear();
    batch.told.flaws = std::move(layer);
  } catch (...) {
    batch.failure = std::current_exception();
  }
  return batch;
}

void add(TableResult& all, TableResult&& part) {
  for (Reject& reject : part.flaws.rejects) {
    reject.row += part.flaws.first_row;
    all.flaws.rejects.push_back(std::move(reject));
  }
  for (Repair& repair : part.flaws.repairs) {
    repair.row += part.flaws.first_row;
    all.flaws.repairs.push_back(repair);
  }
  for (Text& note : part.flaws.notes) {
    const bool known = std::any_of(all.flaws.notes.begin(), all.flaws.notes.end(), [&](const Text& n) { return n.en == note.en; });
    if (!known) all.flaws.notes.push_back(std::move(note));
  }
  if (all.double_count == 0) all.first_double = part.first_double;
  all.double_count += part.double_count;
  all.double_cover += part.double_cover;
  all.rows += part.rows;
  all.pieces += part.pieces;
  all.fallbacks += part.fallbacks;
  all.read_s += part.read_s;
  all.validity_s += part.validity_s;
  all.overlay_s += part.overlay_s;
  all.format_s += part.format_s;
}

/// Batches done by several threads, taken in order.
class Batches {
 public:
  Batches(const LayerStream& subjects, const ZoneIndex& zones, const TableTask& task) : subjects_(subjects), zones_(zones), task_(task) {
    const unsigned wanted = task.threads > 0 ? static_cast<unsigned>(task.threads) : std::max(1u, std::thread::hardware_concurrency());
    const std::size_t workers = std::min<std::size_t>(wanted, subjects.batches());
    ahead_ = workers * batches_ahead;
    const int threads_each = subjects.batches() == 1 ? static_cast<int>(wanted) : 1;
    for (std::size_t i = 0; i < workers; ++i) workers_.emplace_back([this, threads_each] { work(threads_each); });
  }
  ~Batches() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    moved_.notify_all();
  }

  std::optional<Batch> next() {
    if (taken_ == subjects_.batches()) return std::nullopt;
    std::unique_lock lock(mutex_);
    moved_.wait(lock, [&] { return done_.count(taken_) != 0; });
    Batch batch = std::move(done_.extract(taken_++).mapped());
    lock.unlock();
    moved_.notify_all();
    if (batch.failure) std::rethrow_exception(batch.failure);
    return batch;
  }

 private:
  void work(int threads) {
    for (;;) {
      std::unique_lock lock(mutex_);
      moved_.wait(lock, [&] { return stopped_ || begun_ == subjects_.batches() || begun_ < taken_ + ahead_; });
      if (stopped_ || begun_ == subjects_.batches()) return;
      const std::size_t number = begun_++;
      lock.unlock();
      Batch batch = do_batch(subjects_, number, zones_, task_, threads);
      lock.lock();
      done_.emplace(number, std::move(batch));
      lock.unlock();
      moved_.notify_all();
    }
  }

  const LayerStream& subjects_;
  const ZoneIndex& zones_;
  const TableTask& task_;
  std::mutex mutex_;
  std::condition_variable moved_;
  std::map<std::size_t, Batch> done_;
  std::size_t begun_ = 0, taken_ = 0, ahead_ = 0;
  bool stopped_ = false;
  std::vector<std::jthread> workers_;  // last: they end before what they use
};

}  // namespace

TableResult write_table(const LayerStream& subjects, const ZoneIndex& zones, const TableTask& task, const Progress& progress) {
  TableResult all;
  all.flaws.name = subjects.head().name;
  all.flaws.file = subjects.head().file;
  Batches batches(subjects, zones, task);
  bool begun = false;
  Clock clock;
  publish_pieces(task.out, [&]() -> std::optional<std::string> {
    if (!begun) {
      begun = true;
      return std::string(overlay_csv_header);
    }
    all.write_s += clock.lap();
    auto batch = batches.next();
    clock.lap();
    if (!batch) {
      if (all.pieces == 0) (void)polygons(subjects.read(0));  // says what is wrong when there is no land at all
      return std::nullopt;
    }
    add(all, std::move(batch->told));
    if (progress) progress(all.rows, subjects.rows());
    return std::move(batch->csv);
  });
  all.write_s += clock.lap();
  return all;
}

}  // namespace libspatial::cli
