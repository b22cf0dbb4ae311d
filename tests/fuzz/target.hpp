#pragma once
// What the fuzzers run, and the ordinary suite with them: bytes in, laws held or an exception out of std::logic_error.

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace libspatial::testing {

using Bytes = std::vector<std::byte>;

/// A law that does not hold; never an Error of the library.
struct Broken : std::logic_error {
  using std::logic_error::logic_error;
};

/// WKB in, WKB out, WKB in: the same shape. What is no shape throws Error(bad_geometry) inside and adds nothing. True when it was one.
bool fuzz_wkb(std::span<const std::byte> bytes);

/// A pair: how to ask (1 byte), length of the subject's WKB (2 bytes, little endian), subject, zone. Bits of the first byte:
/// 0–1 frame (metres, official in a zone with prefix, degrees, metres), 2 parts of the zone are zones of their own, 3 geodesic. True when
/// the two could be laid over each other.
bool fuzz_overlay(std::span<const std::byte> bytes);

/// A text of coordinates (coordinates.hpp), and a drawing (drawing.hpp): an Error of the library that is not `internal`, or rows and points that are all accounted for,
/// which the writers give back. True when it was one.
bool fuzz_text(std::span<const std::byte> bytes);
bool fuzz_drawing(std::span<const std::byte> bytes);
/// The same under one CRS and with one writer, chosen by the bytes: what a fuzzer runs.
bool fuzz_text_one_way(std::span<const std::byte> bytes);
bool fuzz_drawing_one_way(std::span<const std::byte> bytes);

/// A pair as the bytes that fuzz_overlay() reads.
Bytes pair_bytes(unsigned how, const Bytes& subject, const Bytes& zone);

/// Another pair from a pair: mostly the points of its shapes are moved, copied from the other shape, put on its edges or a hair
/// beside; now and then only bytes. Random bytes alone are almost never a polygon.
Bytes mutated_pair(std::span<const std::byte> bytes, std::uint32_t seed);

/// Bytes changed, cut out, repeated, cut off.
Bytes mutated_bytes(std::span<const std::byte> bytes, std::uint32_t seed);

}  // namespace libspatial::testing
