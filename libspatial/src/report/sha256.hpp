#pragma once
// For the page's Content Security Policy.

#include "source/sha256.hpp"

namespace libspatial::report {

using libspatial::base64;
using libspatial::sha256;

}  // namespace libspatial::report
