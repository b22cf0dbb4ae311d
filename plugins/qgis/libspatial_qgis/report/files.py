"""An answer as files: pages of paper, the report page, its data, or the tables of a workbook. Each is whole or absent."""

import os
import re

from osgeo import gdal, ogr

from .. import engine
from ..core.files import beside, publish
from . import layout

FORMATS = {"pdf": "PDF", "html": "HTML", "xlsx": "XLSX", "docx": "DOCX", "json": "JSON"}


def write(answer, file, paper="a4", template="", heading="", context=(), stop=lambda: None):
    """One file, by its ending. `paper`, `template`, `heading` and `context` (layers under the map) are for PDF. Raises OSError, RuntimeError, ValueError, EngineError."""
    ending = os.path.splitext(file)[1].lower().lstrip(".")
    if ending == "pdf":
        layout.write_pdf(layout.pages(answer, paper, template, heading, context), len(answer.projects), file, stop)
    elif ending == "xlsx":
        _workbook(answer.sheets(), file)
    elif ending == "docx":
        engine.write_docx(answer.text, file)
    else:
        publish(file, answer.page() if ending == "html" else answer.text)
    return [file]


def write_each(answer, stem, paper="a4", template="", heading="", context=(), stop=lambda: None):
    """A PDF for every project, `stem`-id.pdf."""
    written, taken = [], set()
    for page in layout.pages(answer, paper, template, heading, context):
        name = safe_name(page.name())
        while name.lower() in taken:
            name += "_"
        taken.add(name.lower())
        layout.write_pdf([page], 1, f"{stem}-{name}.pdf", stop)
        written.append(f"{stem}-{name}.pdf")
    return written


def safe_name(text):
    """What every file system takes."""
    return re.sub(r'[\x00-\x1f/\\:*?"<>|% #&+]', "_", text)[:100] or "_"


def _workbook(sheets, file):
    """By GDAL's driver, as QGIS has no other; the same cells as `libspatial check --also xlsx`."""
    driver = ogr.GetDriverByName("XLSX")
    if driver is None:
        raise RuntimeError("GDAL: XLSX")
    gdal.ErrorReset()
    with beside(file) as aside:
        book = driver.CreateDataSource(aside)
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
