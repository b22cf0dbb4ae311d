#include "overlay/zone_index.hpp"

#include "geometry/side_by_side.hpp"

namespace libspatial {
namespace {

[[noreturn]] void refuse(const Reject& reject) {
  throw Error(Errc::invalid_zone, {"分区图层不能使用：" + reject.text.zh, "the zone layer cannot be used: " + reject.text.en});
}

Crs crs_of(const Layer& zones) {
  if (!zones.crs) throw crs_missing(zones);
  return *zones.crs;
}

}  // namespace

ZoneIndex::ZoneIndex(const Layer& zones, int threads) {
  for (const Reject& reject : zones.rejects) {
    if (reject.reason != "null_geometry") refuse(reject);  // an empty row covers no land: nothing is lost
  }
  ZoneEdges edges(zones.shapes);
  ZoneGrid grid(edges, threads_or_all(threads));
  impl_ = std::make_unique<Impl>(Impl{crs_of(zones), zones.size(), geos::local_origin(zones.shapes.box()), Tree{}, std::move(edges), std::move(grid)});
  std::vector<TreeEntry> entries;
  for (std::size_t zone = 0; zone < zones.size(); ++zone) {
    if (zones.shapes.type(zone) == ShapeType::polygon) entries.emplace_back(to_tree(zones.shapes.box(zone)), zone);
  }
  impl_->tree = Tree(entries);
}

ZoneIndex::~ZoneIndex() = default;
ZoneIndex::ZoneIndex(ZoneIndex&&) noexcept = default;
ZoneIndex& ZoneIndex::operator=(ZoneIndex&&) noexcept = default;

std::size_t ZoneIndex::size() const { return impl_->size; }
const Crs& ZoneIndex::crs() const { return impl_->crs; }

}  // namespace libspatial
