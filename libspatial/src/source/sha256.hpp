#pragma once
// SHA-256 (FIPS 180-4), in hexadecimal too, and Base64 (RFC 4648).

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace libspatial {

std::array<std::uint8_t, 32> sha256(std::string_view bytes);
/// 64 hexadecimal digits.
std::string sha256_text(std::string_view bytes);
std::string base64(std::span<const std::uint8_t> bytes);
/// Nothing when it is not what base64() writes.
std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

}  // namespace libspatial
