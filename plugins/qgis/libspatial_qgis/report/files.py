"""An answer as a file: the report page, its data, or the tables of a workbook. Whole or absent."""

import os

from osgeo import gdal, ogr

from .. import engine
from ..processing.files import publish

FORMATS = {"html": "HTML", "xlsx": "XLSX", "json": "JSON"}


def write(answer, file):
    ending = os.path.splitext(file)[1].lower().lstrip(".")
    if ending == "xlsx":
        return _workbook(answer.sheets(), file)
    publish(file, answer.page() if ending == "html" else answer.text)


def _workbook(sheets, file):
    """By GDAL's driver, as QGIS has no other; the same cells as `libspatial check --also xlsx`."""
    beside = os.path.join(os.path.dirname(os.path.abspath(file)), f".tmp-{os.getpid()}-{os.path.basename(file)}")
    driver = ogr.GetDriverByName("XLSX")
    if driver is None:
        raise RuntimeError("GDAL: XLSX")
    gdal.ErrorReset()
    try:
        book = driver.CreateDataSource(beside)
        if book is None:
            raise RuntimeError(gdal.GetLastErrorMsg())
        for sheet in sheets:
            page = book.CreateLayer(sheet["title"][:31])
            for title, decimals in sheet["columns"]:
                page.CreateField(ogr.FieldDefn(title, ogr.OFTReal if decimals >= 0 else ogr.OFTString))
            for row in sheet["rows"]:
                feature = ogr.Feature(page.GetLayerDefn())
                for column, ((_, decimals), cell) in enumerate(zip(sheet["columns"], row)):
                    if cell:
                        feature.SetField(column, float(cell) if decimals >= 0 else engine.safe_cell(cell))
                page.CreateFeature(feature)
        page = book = None  # closed: written, or not
        if gdal.GetLastErrorType() >= gdal.CE_Failure:
            raise RuntimeError(gdal.GetLastErrorMsg())
        os.replace(beside, file)
    finally:
        if os.path.exists(beside):
            os.remove(beside)
