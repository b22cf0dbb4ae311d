#pragma once
// Land of rows, each place once: what every account is counted with.

#include <string_view>
#include <vector>

#include "libspatial/plan.hpp"

namespace libspatial::accounts {

/// The layer of a role. Throws Error(bad_plan) naming it when the plan has none.
const Layer& need(const Plan& plan, std::string_view role);

/// Some rows of a layer, in a given order, with their fields.
Layer rows_of(const Layer& layer, const std::vector<std::size_t>& rows);

/// Shapes of a layer's rows and their official areas, whole 0.01 m². Rows without land have type none and 0.
struct Land {
  Layer layer;
  std::vector<std::int64_t> hundredths;
  std::int64_t sum() const;
};

/// The rows as they are.
Land whole(const Layer& layer, int threads);
/// What of every row lies in no row of `without`, in whatever CRS that is.
Land remainder(const Layer& layer, const Layer& without, int threads);
/// What of every row lies in no row before it.
Land first_come(const Layer& layer, int threads);

/// Rows of a layer with a date of their own, the earliest first; what has no date or no shape is a flaw.
class Events {
 public:
  struct Event { std::size_t row; std::string on; };
  Events(const Layer& layer, std::string_view date_field, std::vector<Text>& flaws);

  void flaw(std::size_t row, const Text& why);
  /// The rows for which is(row, date).
  template <class Is>
  std::vector<std::size_t> rows(Is is) const {
    std::vector<std::size_t> result;
    for (const Event& event : events_) {
      if (is(event.row, event.on)) result.push_back(event.row);
    }
    return result;
  }
  std::vector<std::size_t> until(const std::string& date) const {
    return rows([&](std::size_t, const std::string& on) { return on <= date; });
  }

 private:
  const Layer& layer_;
  std::vector<Text>& flaws_;
  std::vector<Event> events_;
};

/// A year and month arithmetic on YYYY-MM-DD; the day is cut to the end of the month.
std::string plus_months(const std::string& date, int months);
/// Full years from one day to a later one.
int full_years(const std::string& from, const std::string& to);

}  // namespace libspatial::accounts
