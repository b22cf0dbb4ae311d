"""GeoPandas' own overlay."""

import time

import geopandas

from peers import SLIVER

INSTALL = "make build"


def version():
    return f"GeoPandas {geopandas.__version__}"


def ways(data):
    parcels, zones = (geopandas.GeoDataFrame({"number": range(len(wkb))}, geometry=geopandas.GeoSeries.from_wkb(wkb)) for wkb in (data.parcel_wkb, data.zone_wkb))

    def cut(every):
        some = parcels.iloc[::every]
        start = time.perf_counter()
        area = geopandas.overlay(some, zones, how="intersection").area
        return time.perf_counter() - start, area.sum(), (area > SLIVER).sum()

    yield "overlay(how='intersection')", 0.0, cut
