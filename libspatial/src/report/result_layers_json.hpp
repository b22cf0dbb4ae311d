#pragma once
// The parts of result.json that speak of input layers: versions and row counts, rejects, repairs.

#include "libspatial/rules.hpp"
#include "report/json_writer.hpp"

namespace libspatial::report {

void write_layers(JsonWriter& json, const CheckResult& result);
void write_rejects(JsonWriter& json, const CheckResult& result);
void write_repairs(JsonWriter& json, const CheckResult& result);

/// The id of the project a row of the projects layer belongs to; empty when there is none.
std::string project_of_row(const CheckResult& result, std::size_t row);

}  // namespace libspatial::report
