"""What was made of a layer, kept from one evaluation to the next for as long as the layer is as it was."""

import contextlib
import os

from qgis.core import QgsProviderRegistry
from qgis.PyQt.QtCore import QObject, Qt

TELLS = ("geometryChanged", "attributeValueChanged", "featureAdded", "featuresDeleted", "afterCommitChanges", "afterRollBack", "crsChanged", "dataSourceChanged", "dataChanged",
         "subsetStringChanged", "updatedFields")
_watches, _made = {}, {}  # layer id → Watch, (state, what was made)


class Watch:
    """Counts what a layer tells of. Its stack of undo says less: it is at 0 before an edit and when that is saved, at 1 after any edit."""

    def __init__(self, layer):
        self.layer_id, self.changes = layer.id(), 0
        told = [*((getattr(layer, signal), self.changed) for signal in TELLS), (layer.willBeDeleted, self.end)]
        self.links = [signal.connect(slot, Qt.ConnectionType.DirectConnection) for signal, slot in told]  # labels are drawn in threads, which are gone when the layer is edited

    def changed(self, *_):
        self.changes += 1

    def end(self):
        for link in self.links:
            QObject.disconnect(link)
        _watches.pop(self.layer_id, None)
        _made.pop(self.layer_id, None)


def of(layer, context, make):
    """`make(layer)`, or what it gave before. Layers without a file (in memory, of a query, of a database) do not tell what is changed past them: made once in each context, which is that of
    one run over a map, a table or a form."""
    layers = [one for one in (layer, *(join.joinLayer() for join in layer.vectorJoins())) if one is not None]
    files = [_written(one) for one in layers]
    state = [(_watched(one).changes, one.source()) for one in layers], files  # before the reading: what changes meanwhile is seen the next time
    mark = f"libspatial {layer.id()}"
    known = None not in files or (context is not None and context.hasCachedValue(mark))
    if known and layer.id() in _made and _made[layer.id()][0] == state:
        return _made[layer.id()][1]
    made = make(layer)
    _made[layer.id()] = state, made
    if context is not None:
        context.setCachedValue(mark, True)
    return made


def clear():
    for watch in list(_watches.values()):
        watch.end()
    _made.clear()


def _watched(layer):
    if layer.id() not in _watches:
        _watches[layer.id()] = Watch(layer)
    return _watches[layer.id()]


def _written(layer):
    """When and how long the files of a layer were written; None without one. A GeoPackage may have what is new in its log, a shapefile its attributes beside it."""
    path = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source()).get("path")
    if not isinstance(path, str) or not os.path.isfile(path):
        return None
    found = []
    for file in (path, path + "-wal", os.path.splitext(path)[0] + ".dbf"):
        with contextlib.suppress(OSError):  # a log comes and goes
            found.append(os.stat(file))
    return [(state.st_mtime_ns, state.st_size) for state in found if state.st_size]
