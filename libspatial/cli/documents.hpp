#pragma once
// PDF and DOCX of a check's folder, by the Python package.

#include <string>
#include <utility>

namespace libspatial::cli {

/// Exit code and stderr of `python -m libspatial.documents`; −1 when that cannot be started. LIBSPATIAL_PYTHON names the interpreter, else python3.
std::pair<int, std::string> run_documents(const std::string& folder, const std::string& kinds, const std::string& language);

/// The interpreter, as messages name it.
std::string documents_python();

}  // namespace libspatial::cli
