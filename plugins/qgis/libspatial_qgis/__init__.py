"""QGIS plugin of libspatial. Only engine.py imports the compiled module."""


def classFactory(iface):  # noqa: N802 - QGIS asks for this name
    from .plugin import Plugin

    return Plugin(iface)
