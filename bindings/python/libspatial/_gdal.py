"""The GDAL of pyogrio under the settings of the library, for one call of one thread: neither variables of the environment nor what another package of the process has set changes the
meaning of a file, and neither is changed for the others."""

import contextlib
import ctypes
import functools

from . import _core


@functools.lru_cache(maxsize=1)
def _library():
    """The very GDAL that pyogrio calls, or None where its functions are not within reach."""
    from pyogrio import _ogr

    try:
        gdal = ctypes.CDLL(_ogr.__file__)  # a name is looked for in all that it is linked with
        get, put, free = gdal.CPLGetThreadLocalConfigOptions, gdal.CPLSetThreadLocalConfigOptions, gdal.CSLDestroy
    except (OSError, AttributeError):
        return None
    get.restype, get.argtypes = ctypes.POINTER(ctypes.c_char_p), []
    put.restype, put.argtypes = None, [ctypes.POINTER(ctypes.c_char_p)]
    free.restype, free.argtypes = None, [ctypes.POINTER(ctypes.c_char_p)]
    return get, put, free


@contextlib.contextmanager
def settings():
    """Ours, on this thread, before all others; what the thread had comes back."""
    library = _library()
    if library is None:  # Windows: for the whole process, as briefly as may be
        import pyogrio

        before = {name: pyogrio.get_gdal_config_option(name) for name, _ in _core.reader_settings()}
        pyogrio.set_gdal_config_options(dict(_core.reader_settings()))
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options(before)
        return
    get, put, free = library
    outside = get()
    ours = dict(_core.reader_settings())
    kept = []
    for i in range(1 << 16):
        if not outside or outside[i] is None:
            break
        if outside[i].decode("utf-8", "replace").partition("=")[0].upper() not in ours:
            kept.append(outside[i])
    words = [*kept, *(f"{name}={value}".encode() for name, value in ours.items())]
    put((ctypes.c_char_p * (len(words) + 1))(*words, None))
    try:
        yield
    finally:
        put(outside)
        free(outside)
