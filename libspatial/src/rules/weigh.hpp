#pragma once
// Weigh: conditions of a rule against what is known of one project. No geometry here: a project is what a Subject says of it.

#include "rules/truth.hpp"
#include "rules/vocabulary.hpp"

namespace libspatial {

/// A number that is known exactly, loosely, or not at all; in base units.
struct Known {
  std::optional<double> value;
  double low = 0.0, high = 0.0;     ///< with what the layer does not show; both `value` when it shows everything
  std::optional<Text> gap;          ///< why low and high differ
  std::optional<Text> why = {};     ///< why there is no value
};

struct Range { double low, high; };

/// One project as the rules see it.
class Subject {
 public:
  virtual ~Subject() = default;
  /// Why nothing can be said about a layer at all: missing, not in force, holding a row that cannot be used.
  virtual std::optional<Text> problem(const std::string& layer) const = 0;
  /// A word or number of the project as the data have it; none: not given. Several that differ: a problem.
  virtual std::optional<std::string> attribute(const Attribute& attribute) const = 0;
  virtual Known known(const Fact& fact) const = 0;
  /// Uncertainty of positions for a fact, m; 0: none stated.
  virtual double epsilon(const Fact& fact) const = 0;
  /// The fact with every border moved by up to ε. Only whether the threshold lies between matters: a side known to be far from it may be
  /// as it is.
  virtual Range moved(const Fact& fact, double threshold) const = 0;
  virtual double whole_m2() const = 0;
};

/// Which doubts count.
struct Doubts {
  bool gaps = true;      ///< land no layer shows
  bool positions = false;///< ε
};

/// What one condition said, and what it lacked.
class Scales {
 public:
  Scales(const RuleSet& rules, const Rule& rule, const Subject& subject, const std::string& as_of, Doubts doubts)
      : rules_(rules), rule_(rule), subject_(subject), as_of_(as_of), doubts_(doubts) {}

  Truth weigh(const Condition& condition);

  std::vector<Text> lacking;        ///< attributes that were not known, as sentences
  struct Close { double margin; std::string fact; };
  std::optional<Close> close;       ///< the fact nearest to a threshold that ε reaches over

 private:
  Truth of_attribute(const Condition& condition);
  Truth of_fact(const Condition& condition);
  Known known(const Fact& fact) const;
  /// The fact with every border moved by up to ε, where a threshold may lie between.
  Range moved(const Fact& fact, const std::vector<Bound>& bounds) const;
  Truth compare(const Condition& condition, Range value);
  void lack(const Text& text);

  const RuleSet& rules_;
  const Rule& rule_;
  const Subject& subject_;
  const std::string& as_of_;
  const Doubts doubts_;
};

/// A number of the project; none: it is not given, or no number, which `why` says.
std::optional<double> number_of(const Attribute& attribute, const std::optional<std::string>& given, Text& why);

/// The word of the rules for a word of the data; none: the list has no such word.
std::optional<std::string> word_of(const Attribute& attribute, const std::string& given);

}  // namespace libspatial
