#pragma once
// Judge: one rule, one project → one finding.

#include "rules/weigh.hpp"

namespace libspatial {

class Judge {
 public:
  /// `approved`: as if somebody had approved the set: how its own tests read it.
  Judge(const RuleSet& rules, std::string as_of, bool approved = false) : rules_(rules), as_of_(std::move(as_of)), approved_(approved) {}

  /// All findings of a project, in the order of the rule set.
  std::vector<Finding> findings(const Subject& subject) const;
  Finding judge(const Rule& rule, const Subject& subject) const;

 private:
  /// A branch that may answer.
  struct Answer {
    const Branch* branch = nullptr;
    const Exception* exception = nullptr;
  };
  /// What may come out, the likeliest first; one answer: certain.
  struct Outcome {
    std::vector<Answer> answers;
    std::vector<Text> lacking;
    std::optional<Scales::Close> close;
    bool contradiction = false;
    bool settled() const;          ///< whatever is not known, the verdict is the same
  };
  Outcome weigh(const Rule& rule, const Subject& subject, Doubts doubts) const;
  void weigh_exceptions(const Rule& rule, Scales& scales, Outcome& outcome, bool& certain) const;

  std::optional<Text> why_not_asked(const Rule& rule, const Subject& subject) const;
  std::optional<Text> gap_of(const Rule& rule, const Subject& subject) const;
  void measure(const Rule& rule, const Subject& subject, Finding& finding) const;
  void decide(const Rule& rule, const Answer& answer, const Subject& subject, Finding& finding) const;
  void answer(const Rule& rule, const Subject& subject, Finding& finding) const;
  void leave_unknown(const Rule& rule, const Subject& subject, const std::vector<Text>& lacking, Finding& finding) const;
  bool try_positions(const Rule& rule, const Subject& subject, const Outcome& first, Finding& finding) const;

  const RuleSet& rules_;
  const std::string as_of_;
  const bool approved_;
};

/// Fills {fact|unit} in both languages with what the finding says of its facts.
Text fill(const Text& text, const std::vector<FactValue>& facts, double whole_m2);
/// The names and units in a text, as written.
std::vector<std::pair<std::string, std::string>> placeholders(const std::string& text);

}  // namespace libspatial
