"""Makes tests/fuzz/corpus again: the shapes a fuzzer starts from. Files whose name starts with "found-" were found by one and stay.

    build/venv/bin/python3 tests/fuzz/make_corpus.py
"""

import struct
from pathlib import Path

import shapely
from shapely.geometry import Point, Polygon, box

CORPUS = Path(__file__).parent / "corpus"
METRES, PREFIX, DEGREES = 0, 1, 2
PARTS, GEODESIC = 4, 8


def ring(points, order="<", code=3, dims=2, srid=None):
    """One polygon of one ring, in any of the dialects."""
    head = struct.pack(order + "BI", 1 if order == "<" else 0, code) + (struct.pack(order + "I", srid) if srid is not None else b"")
    return head + struct.pack(order + "II", 1, len(points)) + b"".join(struct.pack(f"{order}{dims}d", *p, *([7.0] * (dims - 2))) for p in points)


def curve(code, points, order="<", dims=2):
    return struct.pack(order + "BII", 1 if order == "<" else 0, code, len(points)) + b"".join(struct.pack(f"{order}{dims}d", *p, *([7.0] * (dims - 2))) for p in points)


def of(code, *members):
    return struct.pack("<BII", 1, code, len(members)) + b"".join(members)


SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]
DONUT = box(0, 0, 30, 30) - box(10, 10, 20, 20)
TWO = shapely.MultiPolygon([box(0, 0, 10, 10), box(10, 10, 20, 20)])
STAR = Polygon([(15, 0), (19, 11), (30, 15), (19, 19), (15, 30), (11, 19), (0, 15), (11, 11)])
COMB = Polygon([(0, 0), (30, 0), (30, 30), (25, 30), (25, 5), (20, 5), (20, 30), (15, 30), (15, 5), (10, 5), (10, 30), (0, 30)])
BOW_TIE = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])

WKB = {
    "square": ring(SQUARE),
    "big-endian": ring(SQUARE, ">"),
    "z": ring(SQUARE, code=1003, dims=3),
    "m": ring(SQUARE, code=2003, dims=3),
    "zm": ring(SQUARE, code=3003, dims=4),
    "ewkb-z": ring(SQUARE, code=0x80000003, dims=3),
    "ewkb-zm-srid": ring(SQUARE, code=0xE0000003, dims=4, srid=4530),
    "ewkb-srid": ring(SQUARE, ">", code=0x20000003, srid=4490),
    "open-ring": ring(SQUARE[:-1]),
    "two-points": ring(SQUARE[:2]),
    "nan": ring([(float("nan"), 0), *SQUARE[1:]]),
    "infinite": ring([(float("inf"), 0), *SQUARE[1:]]),
    "huge": ring([(x * 1e300, y * 1e300) for x, y in SQUARE]),
    "donut": shapely.to_wkb(DONUT),
    "two-parts": shapely.to_wkb(TWO),
    "bow-tie": shapely.to_wkb(BOW_TIE),
    "point": shapely.to_wkb(Point(1, 2)),
    "point-empty": shapely.to_wkb(Point()),
    "line": shapely.to_wkb(shapely.LineString([(0, 0), (5, 5)])),
    "polygon-empty": shapely.to_wkb(Polygon()),
    "collection": shapely.to_wkb(shapely.GeometryCollection([box(0, 0, 1, 1), box(2, 2, 3, 3)])),
    "mixed": shapely.to_wkb(shapely.GeometryCollection([box(0, 0, 1, 1), Point(2, 2)])),
    "nested": struct.pack("<BII", 1, 7, 1) * 7 + ring(SQUARE),
    "too-deep": struct.pack("<BII", 1, 7, 1) * 40 + ring(SQUARE),
    "many-promised": struct.pack("<BII", 1, 6, 0xFFFFFFFF),
    "curve": ring(SQUARE, code=10),
    "disc": of(10, curve(8, [(-10, 0), (10, 0), (-10, 0)])),
    "disc-z": of(1010, curve(1008, [(-10, 0), (10, 0), (-10, 0)], dims=3)),
    "bitten": of(10, of(9, curve(2, [(10, 0), (10, -5), (-10, -5), (-10, 0)]), curve(8, [(-10, 0), (0, -3), (10, 0)], ">"))),
    "surfaces": of(12, of(10, curve(8, [(-10, 0), (0, 10), (10, 0), (0, -10), (-10, 0)]), curve(2, [(0, 0), (1, 0), (1, 1), (0, 0)])), ring(SQUARE)),
    "curves": of(11, curve(2, [(0, 0), (1, 0)]), of(9, curve(8, [(1, 0), (2, 1), (3, 0)]), curve(2, [(3, 0), (4, 0)]))),
    "far-arc": of(10, curve(8, [(-1e12, 0), (1e12, 0), (-1e12, 0)])),
}

PAIRS = {
    "apart": (METRES, box(0, 0, 1, 1), box(5, 5, 6, 6)),
    "inside": (METRES, box(2, 2, 4, 4), box(0, 0, 10, 10)),
    "across": (METRES, box(0, 0, 10, 10), box(5, -5, 15, 15)),
    "the-same": (METRES, STAR, STAR),
    "neighbours": (METRES, box(0, 0, 10, 10), box(10, 0, 20, 10)),
    "corner": (METRES, box(0, 0, 10, 10), box(10, 10, 20, 20)),
    "donut-and-comb": (METRES, DONUT, COMB),
    "comb-and-star": (METRES, COMB, STAR),
    "star-and-parts": (METRES | PARTS, STAR, TWO),
    "parts-that-overlap": (METRES | PARTS, box(0, 0, 30, 30), shapely.MultiPolygon([STAR, COMB])),
    "hole-and-filling": (METRES, DONUT, box(10, 10, 20, 20)),
    "bow-tie-subject": (METRES, BOW_TIE, box(0, 0, 10, 10)),
    "bow-tie-zone": (METRES, box(0, 0, 10, 10), BOW_TIE),
    "sliver": (METRES, Polygon([(0, 0), (30, 0), (30, 0.001)]), STAR),
}


def placed(shape, how):
    """Where the frame of a pair wants it."""
    dx, dy, scale = {METRES: (543000, 4857000, 1), PREFIX: (42543000, 4857000, 1), DEGREES: (126.5, 43.8, 1e-5)}[how & 3]
    return shapely.transform(shape, lambda c: c * scale + [dx, dy])


def pair(how, subject, zone):
    a, b = (shapely.to_wkb(placed(s, how)) for s in (subject, zone))
    return struct.pack("<BH", how, len(a)) + a + b


def main():
    for name, files in {
        "wkb": WKB,
        "overlay": {f"{n}{suffix}": pair(how | more, a, b) for n, (how, a, b) in PAIRS.items() for suffix, more in (("", METRES), ("-prefix", PREFIX), ("-degrees", DEGREES))}
        | {"geodesic": pair(DEGREES | GEODESIC, COMB, STAR)},
    }.items():
        folder = CORPUS / name
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            if not old.name.startswith("found-"):
                old.unlink()
        for stem, data in files.items():
            (folder / stem).write_bytes(data)


if __name__ == "__main__":
    main()
