"""Two languages side by side, Chinese first; the one of QGIS' own locale is shown."""

from qgis.core import QgsApplication


def is_chinese():
    """zh-Hans, zh_CN and plain zh; not the traditional ones."""
    locale = QgsApplication.instance().translation() or QgsApplication.locale()  # --lang sets only the first, LANG only the second
    locale = locale.replace("_", "-").lower()
    return locale.startswith("zh") and not any(part in locale for part in ("hant", "tw", "hk"))


def tr(zh, en):
    return zh if is_chinese() else en


def needs_engine(algorithm, problem):
    return tr(
        f"LS-E05 “{algorithm}”需要计算引擎 libspatial，当前不可用（{problem}）。未计算，未写出任何文件。",
        f"LS-E05 \"{algorithm}\" needs the engine libspatial, which is not available ({problem}). Nothing was computed, no file was written.",
    )
