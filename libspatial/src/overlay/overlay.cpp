// Overlay: rows in ranges over threads, each cut and measured on its own; results in input order whatever the threads.

#include "libspatial/overlay.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <exception>
#include <thread>

#include "crs/zone.hpp"
#include "overlay/cutter.hpp"

namespace libspatial {
namespace {

constexpr std::size_t block_rows = 64;

/// What one block of rows gives; blocks are joined in order.
struct Block {
  std::vector<Piece> pieces;
  std::vector<std::size_t> cut;  ///< pieces that are not the whole subject, ascending
  Shapes shapes;                 ///< of these
  std::vector<Area> subject_areas, multi_cover;
  double largest_spread = 0.0;
};

/// Measures the parts of one cut in the kind asked for, and appends them to a block. One per thread.
class Measurer {
 public:
  Measurer(const Layer& subjects, const OverlayOptions& options) : subjects_(subjects), options_(options) {}

  void add(std::size_t row, const Cut& cut, Block& block) {
    measured_.clear();
    whole_ = multi_ = Area();
    switch (options_.area) {
      case AreaKind::official: official(row, cut, block); break;
      case AreaKind::geodesic: geodesic(row, cut); break;
      case AreaKind::planar: planar(cut); break;
    }
    block.subject_areas.push_back(whole_);
    block.multi_cover.push_back(multi_);
    for (std::size_t i = 0; i < cut.parts.size(); ++i) {
      const bool nothing = options_.area == AreaKind::official && measured_[i].hundredths() == 0 && whole_.hundredths() > 0;
      if (!nothing) append(row, cut, cut.parts[i], measured_[i], block);  // below half of 0.01 m²: no unit of account
    }
  }

 private:
  void planar(const Cut& cut) {
    whole_ = Area::square_metres(cut.planar);
    for (const Cut::Part& part : cut.parts) measured_.push_back(part.whole ? whole_ : Area::square_metres(part.planar));
    multi_from_sum(cut);
  }

  void geodesic(std::size_t row, const Cut& cut) {
    whole_ = area(subjects_.shapes, row, *subjects_.crs, AreaKind::geodesic);
    for (const Cut::Part& part : cut.parts) measured_.push_back(part.whole ? whole_ : area(cut.shapes, *part.shape, *subjects_.crs, AreaKind::geodesic));
    multi_from_sum(cut);
  }

  void multi_from_sum(const Cut& cut) {
    if (cut.multi_cover == 0) return;
    Area total;
    for (const Area a : measured_) total += a;
    multi_ = total - whole_;
  }

  /// Whole 0.01 m²: where zones do not overlap the parts are balanced to the subject's official area; where they do,
  /// each part keeps its own and the double part is what is left over.
  void official(std::size_t row, const Cut& cut, Block& block) {
    const double unrounded = official_unrounded(subjects_.shapes, row, *subjects_.crs);
    whole_ = rounded(unrounded);
    if (cut.parts.size() == 1 && cut.parts[0].whole) return measured_.push_back(whole_);
    raw_.clear();
    double total = 0.0;
    for (const Cut::Part& part : cut.parts) {
      raw_.push_back(part.whole ? unrounded : part.official ? std::max(0.0, *part.official) : official_unrounded(cut.shapes, *part.shape, *subjects_.crs));
      total += raw_.back();
    }
    if (total == 0 && whole_.hundredths() > 0) {  // a shape without width: its parts have no area of their own, by which it could be shared out
      const auto most = std::ranges::max_element(cut.parts, {}, &Cut::Part::planar);
      raw_[static_cast<std::size_t>(most - cut.parts.begin())] = unrounded;
    }
    if (cut.multi_cover == 0 || rounded(unrounded * cut.multi_cover / cut.planar).hundredths() == 0) {
      for (const std::int64_t h : balance(whole_.hundredths(), raw_)) measured_.push_back(Area::hundredths(h));
      block.largest_spread = std::max(block.largest_spread, std::abs(whole_.square_metres() - total));
      return;
    }
    std::int64_t parts = 0;
    for (const double a : raw_) {
      measured_.push_back(rounded(a));
      parts += measured_.back().hundredths();
    }
    multi_ = Area::hundredths(std::max<std::int64_t>(0, parts - whole_.hundredths()));
  }

  static Area rounded(double square_metres) { return Area::hundredths(Area::square_metres(square_metres).hundredths()); }

  void append(std::size_t row, const Cut& cut, const Cut::Part& part, Area measured, Block& block) const {
    const double share = whole_.square_metres() > 0 ? measured.square_metres() / whole_.square_metres() : 0.0;
    block.pieces.push_back({row, part.zone, measured, share});
    if (!options_.shapes || part.whole) return;
    block.cut.push_back(block.pieces.size() - 1);
    block.shapes.add(cut.shapes, *part.shape);
  }

  const Layer& subjects_;
  const OverlayOptions& options_;
  std::vector<Area> measured_;  // of the cut at hand, as its parts
  std::vector<double> raw_;
  Area whole_, multi_;
};

/// Counts rows from every thread; reports about ten times a second, on the thread that made it, and remembers a wish to stop.
class Reporter {
 public:
  Reporter(const Progress& progress, std::size_t all) : progress_(progress), all_(all) {}
  bool stopped() const { return stopped_; }
  bool cancelled() const { return cancelled_; }
  void stop() { stopped_ = true; }
  void done(std::size_t rows) {
    const std::size_t now = done_ += rows;
    const auto time = std::chrono::steady_clock::now();
    if (!progress_ || std::this_thread::get_id() != caller_ || now == all_ || time - last_ < std::chrono::milliseconds(100)) return;
    last_ = time;
    report(now);
  }
  /// The last report, when every thread has ended.
  void finish() {
    if (progress_ && !stopped_) report(all_);
  }

 private:
  void report(std::size_t now) {
    if (!progress_(now, all_)) cancelled_ = stopped_ = true;
  }
  const Progress& progress_;
  const std::size_t all_;
  const std::thread::id caller_ = std::this_thread::get_id();
  std::atomic<std::size_t> done_{0};
  std::atomic<bool> stopped_{false}, cancelled_{false};
  std::chrono::steady_clock::time_point last_{};
};

void run_block(const Layer& subjects, std::size_t first, std::size_t last, Cutter& cutter, Measurer& measurer, Block& block) {
  Cut cut;
  for (std::size_t row = first; row < last; ++row) {
    if (subjects.shapes.type(row) == ShapeType::polygon) {
      cutter.cut(subjects.shapes, row, cut);
      measurer.add(row, cut, block);
    } else {
      block.subject_areas.emplace_back();
      block.multi_cover.emplace_back();
    }
  }
}

/// Shapes of one column, consecutive and in order: neighbours that are whole are copied at once.
struct Run { const Shapes* column; std::size_t first, last; };

std::vector<Run> runs_of(const Shapes& subjects, const std::vector<Block>& blocks) {
  std::vector<Run> runs;
  const auto add = [&](const Shapes& column, std::size_t shape) {
    if (!runs.empty() && runs.back().column == &column && runs.back().last == shape) ++runs.back().last;
    else runs.push_back({&column, shape, shape + 1});
  };
  for (const Block& block : blocks) {
    std::size_t cut = 0;
    for (std::size_t i = 0; i < block.pieces.size(); ++i) {
      if (cut < block.cut.size() && block.cut[cut] == i) add(block.shapes, cut++);
      else add(subjects, block.pieces[i].subject);
    }
  }
  return runs;
}

Shapes shapes_of(const Shapes& subjects, const std::vector<Block>& blocks) {
  const std::vector<Run> runs = runs_of(subjects, blocks);
  std::size_t shapes = 0, points = 0;
  for (const Run& run : runs) {
    shapes += run.last - run.first;
    points += static_cast<std::size_t>(run.column->points(run.last - 1).data() + run.column->points(run.last - 1).size() - run.column->points(run.first).data());
  }
  Shapes all;
  all.reserve(shapes, points);
  for (const Run& run : runs) all.add(*run.column, run.first, run.last);
  return all;
}

Overlay join(const Layer& subjects, const std::vector<Block>& blocks, const OverlayOptions& options) {
  Overlay result;
  result.kind = options.area;
  std::size_t pieces = 0;
  for (const Block& block : blocks) pieces += block.pieces.size();
  result.pieces.reserve(pieces);
  result.subject_areas.reserve(subjects.size());
  result.multi_cover.reserve(subjects.size());
  for (const Block& block : blocks) {
    result.pieces.insert(result.pieces.end(), block.pieces.begin(), block.pieces.end());
    result.subject_areas.insert(result.subject_areas.end(), block.subject_areas.begin(), block.subject_areas.end());
    result.multi_cover.insert(result.multi_cover.end(), block.multi_cover.begin(), block.multi_cover.end());
    result.largest_spread = std::max(result.largest_spread, block.largest_spread);
  }
  if (options.shapes) result.shapes = shapes_of(subjects.shapes, blocks);
  return result;
}

void require_same_crs(const Layer& subjects, const ZoneIndex& zones, AreaKind kind) {
  if (!subjects.crs) throw crs_missing(subjects);
  if (!(*subjects.crs == zones.crs())) {
    throw Error(Errc::crs_mismatch, {title(subjects) + " 是 " + subjects.crs->code() + "，分区是 " + zones.crs().code() + "：请先统一坐标系",
                                     title(subjects) + " is " + subjects.crs->code() + ", the zones are " + zones.crs().code() + ": reproject one"});
  }
  if (kind == AreaKind::planar) require_planar(*subjects.crs);
}

}  // namespace

Overlay overlay(const Layer& subjects, const ZoneIndex& zones, const OverlayOptions& options) {
  require_same_crs(subjects, zones, options.area);
  const std::size_t rows = subjects.size(), block_count = (rows + block_rows - 1) / block_rows;
  std::vector<Block> blocks(block_count);
  std::atomic<std::size_t> next{0}, fallbacks{0};
  std::vector<std::exception_ptr> failures(block_count);
  Reporter reporter(options.progress, rows);

  const auto work = [&] {
    Cutter cutter(zones.impl(), zones.crs(), options.area, options.shapes);
    Measurer measurer(subjects, options);
    for (std::size_t b = next++; b < block_count && !reporter.stopped(); b = next++) {
      const std::size_t first = b * block_rows, last = std::min(rows, first + block_rows);
      try {
        run_block(subjects, first, last, cutter, measurer, blocks[b]);
        reporter.done(last - first);
      } catch (...) {
        failures[b] = std::current_exception();
        reporter.stop();
      }
    }
    fallbacks += cutter.fallbacks();
  };
  const std::size_t wanted = options.threads > 0 ? static_cast<std::size_t>(options.threads) : std::thread::hardware_concurrency();
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < std::min(std::max<std::size_t>(wanted, 1), block_count); ++i) helpers.emplace_back(work);
  work();
  helpers.clear();  // joins
  for (const auto& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  reporter.finish();
  if (reporter.cancelled()) throw Cancelled{};
  Overlay result = join(subjects, blocks, options);
  result.fallbacks = fallbacks;
  return result;
}

}  // namespace libspatial
