#pragma once
// Three-valued logic (Kleene): what is not known stays unknown unless it cannot matter.

namespace libspatial {

enum class Truth { no, unknown, yes };  // in this order: and is the least, or the greatest

constexpr Truth both(Truth a, Truth b) { return a < b ? a : b; }
constexpr Truth either(Truth a, Truth b) { return a < b ? b : a; }
constexpr Truth inverse(Truth a) { return a == Truth::yes ? Truth::no : a == Truth::no ? Truth::yes : Truth::unknown; }
constexpr Truth truth(bool certain) { return certain ? Truth::yes : Truth::no; }

}  // namespace libspatial
