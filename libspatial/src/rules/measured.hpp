#pragma once
// MeasuredSubject: one project as its shapes and fields have it.

#include "rules/facts.hpp"

namespace libspatial {

class MeasuredSubject : public Subject {
 public:
  MeasuredSubject(const Facts& facts, const Group& group);

  std::optional<Text> problem(const std::string& layer) const override;
  std::optional<std::string> attribute(const Attribute& attribute) const override;
  Known known(const Fact& fact) const override;
  double epsilon(const Fact& fact) const override;
  Range moved(const Fact& fact, double threshold) const override;
  double whole_m2() const override { return static_cast<double>(official_) / 100; }

 private:
  /// Why a layer does not tell the whole of a project's land.
  struct Gap {
    Text why;
    std::optional<std::int64_t> beyond;  ///< land outside all units; none: not known
  };
  std::optional<Gap> find_gap(const std::string& layer) const;
  Known measure(const Fact& fact) const;
  Known of_project(const Fact& fact) const;
  std::optional<double> value(const Fact& fact) const;
  void open(const Fact& fact, const Gap& gap, Known& known) const;
  double distance(const std::string& layer) const;
  Shapes parcels() const;
  Shapes line() const;
  bool near(const std::string& layer) const;
  Range moved_area(const Fact& fact, double threshold) const;
  /// The project, wider by ε, laid over a layer.
  Laid widened(const std::string& layer) const;

  const Facts& facts_;
  const Group& group_;
  const std::int64_t official_;
  mutable std::map<const Fact*, Known> seen_;            // a fact is asked for several times
  mutable std::map<std::string, std::optional<Gap>> gaps_;
  mutable std::map<std::string, std::pair<Layer, Overlay>> widened_;  // every rule of a layer asks for it
};

}  // namespace libspatial
