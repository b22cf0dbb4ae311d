"""Where the versions of QGIS differ. Types of fields are of QVariant before 3.38, of QMetaType since (and in Qt 6 only there)."""

from qgis.core import Qgis
from qgis.PyQt.QtCore import QMetaType, QVariant

if Qgis.QGIS_VERSION_INT >= 33800:
    TEXT, REAL, WHOLE = QMetaType.Type.QString, QMetaType.Type.Double, QMetaType.Type.LongLong
    YES, DAY, MOMENT, HOUR = QMetaType.Type.Bool, QMetaType.Type.QDate, QMetaType.Type.QDateTime, QMetaType.Type.QTime
else:
    TEXT, REAL, WHOLE = QVariant.String, QVariant.Double, QVariant.LongLong
    YES, DAY, MOMENT, HOUR = QVariant.Bool, QVariant.Date, QVariant.DateTime, QVariant.Time


def set_letters(label, form):
    """The QgsTextFormat of a label of a layout."""
    if Qgis.QGIS_VERSION_INT >= 32400:
        label.setTextFormat(form)
    else:
        label.setFont(form.font())
        label.setFontColor(form.color())
