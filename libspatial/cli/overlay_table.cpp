#include "overlay_table.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

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

/// One batch, done: its lines or layers, and what is to be told.
struct Batch {
  std::string csv;
  std::vector<Layer> layers;
  TableResult told;
  std::exception_ptr failure;
};

Value zone_value(bool is_outside, const std::string& zone) { return is_outside ? Value{} : Value{zone}; }

Layer empty_table(const char* name) {
  Layer layer;
  layer.name = name;
  layer.fields = {{"subject", FieldType::text, {}}, {"zone", FieldType::text, {}}, {"area_m2", FieldType::real, {}}, {"share", FieldType::real, {}}};
  return layer;
}

void add_row(Layer& layer, const std::string& subject, Value zone, Area area, double share) {
  layer.fields[0].values.emplace_back(subject);
  layer.fields[1].values.push_back(std::move(zone));
  layer.fields[2].values.emplace_back(area.square_metres());
  layer.fields[3].values.emplace_back(share);
}

std::vector<Layer> tables(const std::vector<OverlayRow>& rows, const Overlay& result, const std::vector<std::string>& names, const std::optional<Crs>& crs, const TableTask& task) {
  std::vector<Layer> layers{empty_table("overlay")};
  for (const OverlayRow& row : rows) {
    layers[0].shapes.add_none();
    add_row(layers[0], row.subject, zone_value(row.is_outside, row.zone), row.area, row.share);
  }
  if (!task.pieces) return layers;
  Layer& pieces = layers.emplace_back(empty_table("pieces"));
  pieces.crs = crs;
  pieces.shapes = result.shapes;
  for (const Piece& p : result.pieces) add_row(pieces, names[p.subject], zone_value(p.zone == outside, p.zone == outside ? "" : task.zone_labels[p.zone]), p.area, p.share);
  return layers;
}

void do_batch(Layer layer, const ZoneIndex& zones, const TableTask& task, int threads, Batch& batch) {
  Clock clock;
  layer = polygons(std::move(layer), {.width_field = {}, .may_be_empty = true, .threads = threads});
  batch.told.validity_s = clock.lap();
  const Overlay result = overlay(layer, zones, {.area = task.area, .shapes = task.pieces, .threads = threads, .progress = {}});
  batch.told.overlay_s = clock.lap();
  const auto names = labels(layer, task.subject_id);
  const auto rows = overlay_rows(result, names, task.zone_labels, task.sum_equal_zones);
  if (is_geopackage(task.out)) batch.layers = tables(rows, result, names, layer.crs, task);
  else batch.csv = overlay_csv(rows, task.area);
  batch.told.format_s = clock.lap();
  for (std::size_t row = 0; row < result.multi_cover.size(); ++row) {
    if (result.multi_cover[row] <= Area()) continue;
    if (batch.told.double_count++ == 0) batch.told.first_double = names[row];
    batch.told.double_cover += result.multi_cover[row];
  }
  batch.told.any_land = !result.pieces.empty() || std::any_of(layer.rejects.begin(), layer.rejects.end(), [](const Reject& r) { return r.reason != "not_polygon" && r.reason != "null_geometry"; });
  batch.told.rows = layer.size();
  batch.told.pieces = rows.size();
  batch.told.fallbacks = result.fallbacks;
  batch.told.largest_spread = result.largest_spread;
  layer.shapes = Shapes();
  layer.fields.clear();
  batch.told.flaws = std::move(layer);
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
  all.largest_spread = std::max(all.largest_spread, part.largest_spread);
  all.any_land |= part.any_land;
  all.read_s += part.read_s;
  all.validity_s += part.validity_s;
  all.overlay_s += part.overlay_s;
  all.format_s += part.format_s;
}

/// Batches done by several threads, taken in order.
class Batches {
 public:
  Batches(const LayerStream& subjects, const ZoneIndex& zones, const TableTask& task) : subjects_(subjects), zones_(zones), task_(task), all_(subjects.batches()) {
    const unsigned wanted = task.threads > 0 ? static_cast<unsigned>(task.threads) : std::max(1u, std::thread::hardware_concurrency());
    const std::size_t workers = std::min<std::size_t>(wanted, all_);
    ahead_ = workers * batches_ahead;
    const int threads_each = all_ == 1 ? static_cast<int>(wanted) : 1;
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
    if (taken_ == all_) return std::nullopt;
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
      moved_.wait(lock, [&] { return stopped_ || begun_ >= all_ || begun_ < taken_ + ahead_; });
      if (stopped_ || begun_ >= all_) return;
      const std::size_t number = begun_++;
      lock.unlock();
      Batch batch;
      try {
        Clock clock;
        Layer layer = subjects_.read(number);
        if (number == 0 && task_.look) task_.look(layer);
        batch.told.read_s = clock.lap();
        do_batch(std::move(layer), zones_, task_, threads, batch);
      } catch (...) {
        batch.failure = std::current_exception();
      }
      lock.lock();
      done_.emplace(number, std::move(batch));
      lock.unlock();
      moved_.notify_all();
    }
  }

  const LayerStream& subjects_;
  const ZoneIndex& zones_;
  const TableTask& task_;
  const std::size_t all_;
  std::mutex mutex_;
  std::condition_variable moved_;
  std::map<std::size_t, Batch> done_;
  std::size_t begun_ = 0, taken_ = 0, ahead_ = 0;
  bool stopped_ = false;
  std::vector<std::jthread> workers_;  // last: they end before what they use
};

}  // namespace

bool is_geopackage(const std::string& out) { return std::filesystem::path(out).extension() == ".gpkg"; }
bool is_csv(const std::string& out) { return std::filesystem::path(out).extension() == ".csv"; }

TableResult write_table(const LayerStream& subjects, const ZoneIndex& zones, const TableTask& task, const std::string& description, const Progress& progress) {
  TableResult all;
  all.flaws.name = subjects.head().name;
  all.flaws.file = subjects.head().file;
  Batches batches(subjects, zones, task);
  Clock clock;
  const auto next = [&] {
    all.write_s += clock.lap();
    auto batch = batches.next();
    clock.lap();
    if (batch) {
      add(all, std::move(batch->told));
      if (progress) progress(all.rows, subjects.rows());
    } else if (!all.any_land) {
      Layer none = subjects.head();
      none.shapes = Shapes();
      (void)polygons(std::move(none));  // says what is wrong when there is no land at all
    }
    return batch;
  };
  if (is_geopackage(task.out)) {
    write_geopackage(task.out, [&] {
      auto batch = next();
      return batch ? std::move(batch->layers) : std::vector<Layer>();
    }, description);
  } else {
    bool begun = false;
    publish_pieces(task.out, [&]() -> std::optional<std::string> {
      if (!std::exchange(begun, true)) return std::string(overlay_csv_header);
      auto batch = next();
      if (!batch) return std::nullopt;
      return std::move(batch->csv);
    });
  }
  all.write_s += clock.lap();
  return all;
}

}  // namespace libspatial::cli
