"""What the options page keeps, by name."""

from qgis.core import QgsSettings

HEADING, TEMPLATE, RULES, PROFILE = "libspatial/heading", "libspatial/template", "libspatial/rules", "libspatial/profile"


def setting(name):
    return str(QgsSettings().value(name, "") or "")
