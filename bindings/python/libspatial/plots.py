"""Pictures of results: land use, transitions, findings, growth, indicators. matplotlib is loaded when one is drawn, not before.

Every function takes ``ax=`` and ``title=`` and returns the axes, so that a notebook can go on with them. Chinese is drawn with the first of ``FONTS`` that is installed; where
none is, a warning says what to install; :func:`use_chinese_font` does so for pictures of one's own. Nothing is computed here but sums of what is shown; a value that is missing is said in the picture, not left out.
"""

from __future__ import annotations

import csv
import os
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import _core

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from . import CheckResult, Transition

__all__ = ["land_use", "transition", "findings", "growth", "radar", "colours", "use_chinese_font"]
FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "SimHei", "PingFang SC", "WenQuanYi Micro Hei", "Noto Sans CJK JP")
VERDICTS = {"pass": "#2c7a4b", "conditional": "#b7770d", "needs_review": "#5b54a4", "not_checked": "#66707c", "conflict": "#b8322a"}  # the report's
GROWTH = {"infill": ("填充 infill", "#2c7a4b"), "edge": ("边缘扩展 edge", "#e0a030"), "outlying": ("飞地 outlying", "#b8322a")}


def _matplotlib() -> Any:
    try:
        import matplotlib
    except ImportError as e:
        raise ImportError("画图需要 matplotlib：pip install matplotlib · to draw, install matplotlib: pip install matplotlib") from e
    return matplotlib


def _chinese(stacklevel: int) -> str | None:
    """The first of ``FONTS`` that is installed; where none is, a warning says what to install."""
    _matplotlib()
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    chinese = next((name for name in FONTS if name in installed), None)
    if chinese is None:
        warnings.warn("没有中文字体，汉字会显示为方框：请安装 Noto Sans CJK SC · no Chinese font, characters will be boxes: install Noto Sans CJK SC", stacklevel=stacklevel)
    return chinese


def use_chinese_font() -> str | None:
    """Lets pictures of one's own show Chinese: sets ``matplotlib.rcParams["font.family"]`` for the session. The pictures of this module need no call.

    Returns
    -------
    str or None
        The family: the first of ``FONTS`` that is installed. None, with a warning that says what to install, where none is; nothing is set then.

    Examples
    --------
    >>> import matplotlib
    >>> from libspatial import plots
    >>> family = plots.use_chinese_font()
    >>> matplotlib.rcParams["font.family"] == [family, "DejaVu Sans"]
    True
    """
    chinese = _chinese(stacklevel=3)
    if chinese:
        _matplotlib().rcParams["font.family"] = [chinese, "DejaVu Sans"]
    return chinese


def _axes(ax: Any, size: tuple[float, float], **kind: Any) -> Any:
    """The axes to draw on, with a font that has Chinese; the fonts of the user's session stay as they are."""
    chinese = _chinese(stacklevel=4)
    family = [chinese, "DejaVu Sans"] if chinese else ["DejaVu Sans"]
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.subplots(figsize=size, layout="constrained", subplot_kw=kind)[1]
    return ax, family


def _dress(ax: Any, family: list[str], title: str | None = None) -> Axes:
    from matplotlib.text import Text

    if title is not None:
        ax.set_title(title)
    for text in ax.findobj(Text):
        text.set_fontfamily(family)
    return ax


def colours(codes: str = "land-use-2023") -> dict[str, tuple[str, str]]:
    """Names and official colours of the first level of a classification.

    Parameters
    ----------
    codes : str
        Name of a table in ``data/codes``.

    Returns
    -------
    dict
        Code → name and colour (``#rrggbb``).

    Examples
    --------
    >>> from libspatial import plots
    >>> plots.colours()["07"]
    ('居住用地', '#ffff2d')
    """
    with open(os.path.join(os.path.dirname(__file__), "data", "codes", f"{codes}.csv"), encoding="utf-8", newline="") as file:
        return {row["code"]: (row["name_zh"], row["colour"]) for row in csv.DictReader(file)}


def land_use(classes: pd.DataFrame, *, codes: str | None = None, title: str | None = None, ax: Any = None) -> Axes:
    """Shares of the classes in every zone as bars; what no parcel covers stays empty.

    Parameters
    ----------
    classes : DataFrame
        ``tabulate(...).classes``: index (zone, class), column ``pland`` in %.
    codes : str, optional
        ``"land-use-2023"`` when the classes are codes of 用地用海分类 (2023): names and official colours of the first level. Codes of the land survey (三调) are another
        system and are drawn without it, in neutral colours.
    title : str, optional
    ax : matplotlib Axes, optional
        Default: a new figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        A class that `codes` does not have; no class at all.

    Examples
    --------
    >>> import pandas as pd
    >>> from libspatial import plots
    >>> rows = pd.MultiIndex.from_tuples([("昌邑区", "07"), ("昌邑区", "14")], names=["zone", "class"])
    >>> ax = plots.land_use(pd.DataFrame({"pland": [60.0, 30.0]}, index=rows), codes="land-use-2023")
    >>> [bars.get_label() for bars in ax.containers]
    ['07 居住用地', '14 绿地与开敞空间用地']
    """
    if not len(classes):
        raise ValueError("没有地类：tabulate(..., classes=列名) · there are no classes: tabulate(..., classes=column)")
    table = classes["pland"].unstack("class")
    known = colours(codes) if codes else {}
    if codes:
        unknown = sorted(c for c in map(str, table.columns) if c[:2] not in known or not c.isdigit() or len(c) not in (2, 4, 6))
        if unknown:
            raise ValueError(f"{codes} 没有代码 {'、'.join(unknown)}；三调代码请不要给 codes= · {codes} has no code {', '.join(unknown)}; leave codes= out for codes of the land survey")
        table = table.T.groupby(lambda c: str(c)[:2]).sum(min_count=1).T
    ax, family = _axes(ax, (9, 1.6 + 0.45 * len(table)))
    import matplotlib

    neutral = matplotlib.colormaps["tab20"]
    left = [0.0] * len(table)
    for i, name in enumerate(table.columns):
        widths = table[name].fillna(0.0).to_numpy()
        label, colour = (f"{name} {known[name][0]}", known[name][1]) if codes else (str(name), neutral(i % 20))
        ax.barh(range(len(table)), widths, left=left, color=colour, edgecolor="#55606b", linewidth=0.4, label=label, hatch="//" if not codes and i >= 20 else None)
        left = [a + b for a, b in zip(left, widths)]
    ax.set(yticks=range(len(table)), yticklabels=[str(z) for z in table.index], xlim=(0, max(100.0, *left)), xlabel="占分区面积 share of the zone, %")
    ax.invert_yaxis()
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=8, frameon=False)
    return _dress(ax, family, title)


def transition(found: Transition, *, title: str | None = None, ax: Any = None) -> Axes:
    """The transition matrix in ha: the class at the first date in rows, at the second in columns. Colours show change only; the diagonal stays white.

    A transition with zones is drawn zone by zone: ``transition(found.of(zone))``. Land that one date does not know has the class "" in the matrix; here it is named 无 none and grey, for it is no change.

    Parameters
    ----------
    found : Transition
        What :func:`libspatial.transition` gave.
    title : str, optional
    ax : matplotlib Axes, optional
        Default: a new figure.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> import geopandas, shapely, libspatial
    >>> from libspatial import plots
    >>> then, now = (geopandas.GeoDataFrame({"use": ["A", "B"]}, geometry=[shapely.box(0, 0, x, 1000), shapely.box(x, 0, 1000, 1000)], crs="EPSG:32652") for x in (600, 500))
    >>> ax = plots.transition(libspatial.transition(then, now, classes="use", area="planar"))
    >>> [text.get_text() for text in ax.texts]
    ['50.0', '10.0', '40.0']
    """
    import numpy as np

    matrix = found.matrix
    if matrix.index.nlevels > 1:
        raise ValueError("有分区的转移矩阵请逐区画：found.of(区名) · a matrix by zone is drawn zone by zone: found.of(zone)")
    values = matrix.to_numpy(dtype="float64")
    same = np.array([[a == b for b in matrix.columns] for a in matrix.index]).reshape(values.shape)
    one_date = np.array([[a == "" or b == "" for b in matrix.columns] for a in matrix.index]).reshape(values.shape)
    changed = ~same & ~one_date & (values > 0)
    ax, family = _axes(ax, (2.5 + 0.55 * values.shape[1], 2 + 0.4 * values.shape[0]))
    import matplotlib.colors

    image = ax.imshow(np.ma.masked_where(~changed, values), cmap="OrRd", vmin=0.0, aspect="auto")
    ax.imshow(np.ma.masked_where(~one_date | (values == 0), np.zeros(values.shape)), cmap=matplotlib.colors.ListedColormap(["#e3e6ea"]), aspect="auto")
    top = values[changed].max(initial=0.0)
    for (row, column), value in np.ndenumerate(values):
        if value > 0:
            dark = changed[row, column] and value > 0.6 * top
            ax.text(column, row, f"{value:,.1f}" if value >= 0.05 else "<0.1", ha="center", va="center", fontsize=7, color="white" if dark else "#1d2733")
    names = [[str(c) if c != "" else "无 none" for c in axis] for axis in (matrix.columns, matrix.index)]
    ax.set(xticks=range(len(names[0])), yticks=range(len(names[1])), yticklabels=names[1], xlabel="后一期 second date", ylabel="前一期 first date")
    ax.set_xticks(range(len(names[0])), names[0], rotation=45, ha="right")
    if top > 0:
        _dress(ax.figure.colorbar(image, ax=ax, label="变为另一类 changed, ha").ax, family)
    return _dress(ax, family, title)


def findings(result: CheckResult, *, title: str | None = None, ax: Any = None) -> Axes:
    """A map of the projects by verdict; the legend counts all of them, also those that have no shape to draw. A `title` stands above the words 初步核查意见，不是审批, never instead of them.

    Parameters
    ----------
    result : CheckResult
        What :func:`libspatial.check` gave.
    title : str, optional
    ax : matplotlib Axes, optional
        Default: a new figure.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> import libspatial
    >>> from libspatial import plots
    >>> ax = plots.findings(libspatial.check("sample_data/projects.gpkg", "sample_data/jilin.gpkg", as_of="2026-01-01"))  # doctest: +SKIP
    """
    from . import frames

    shapes = frames.frame(next(layer for layer in result.layers if layer.name == "projects"))
    drawn = shapes[~(shapes.geometry.isna() | shapes.geometry.is_empty)]
    ax, family = _axes(ax, (8, 6))
    import matplotlib.patches

    handles = []
    for verdict, colour in VERDICTS.items():
        all_, here = (shapes["verdict"] == verdict).sum(), drawn[drawn["verdict"] == verdict]
        if len(here):
            here.plot(ax=ax, color=colour, edgecolor=colour, linewidth=1.0)
        if all_:
            missing = f"，{all_ - len(here)} 个无图形 without a shape" if all_ > len(here) else ""
            handles.append(matplotlib.patches.Patch(color=colour, label=f"{_core.verdict_title(verdict, 'zh')} {_core.verdict_title(verdict, 'en')}: {all_}{missing}"))
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=8, frameon=False)
    ax.set(xticks=[], yticks=[], xlabel="", ylabel="")
    preliminary = "初步核查意见，不是审批 · preliminary check, no approval"
    return _dress(ax, family, f"{title}\n{preliminary}" if title else preliminary)


def growth(old: Any, new: Any, kinds: Any, *, title: str | None = None, ax: Any = None) -> Axes:
    """A map of growth: what was built before in grey, new patches by the kind of their expansion.

    Parameters
    ----------
    old, new : GeoDataFrame or GeoSeries
        In one CRS.
    kinds : Series
        ``metrics.lei_class(old, new, ...)``: a kind per row of `new`, missing where undefined (drawn hatched, and counted).
    title : str, optional
    ax : matplotlib Axes, optional
        Default: a new figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        Two CRSs; not a kind for every new patch.

    Examples
    --------
    >>> import geopandas, pandas, shapely
    >>> from libspatial import plots
    >>> old, new = (geopandas.GeoSeries([shapely.box(x, 0, x + 10, 10)], crs="EPSG:32652") for x in (0, 10))
    >>> plots.growth(old, new, pandas.Series(["edge"])).get_legend().get_texts()[1].get_text()
    '边缘扩展 edge: 1'
    """
    if old.crs != new.crs:
        raise ValueError(f"两期坐标系不同，请先统一 · the two dates differ in CRS, reproject one: {old.crs}, {new.crs}")
    if len(kinds) != len(new):
        raise ValueError(f"kinds 有 {len(kinds)} 行，new 有 {len(new)} 行 · kinds has {len(kinds)} rows, new has {len(new)}")
    ax, family = _axes(ax, (7, 6))
    import matplotlib.patches

    old.geometry.plot(ax=ax, color="#c4cad0")
    handles = [matplotlib.patches.Patch(color="#c4cad0", label=f"原有 before: {len(old)}")]
    values = [k if k in GROWTH else None for k in kinds]
    for kind, (words, colour) in [*GROWTH.items(), (None, ("无值 undefined", "#ffffff"))]:
        rows = [v == kind for v in values]
        if any(rows):
            style: dict[str, Any] = {"hatch": "////", "edgecolor": "#66707c"} if kind is None else {}
            new.geometry[rows].plot(ax=ax, color=colour, **style)
            handles.append(matplotlib.patches.Patch(facecolor=colour, label=f"{words}: {sum(rows)}", **style))
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=8, frameon=False)
    ax.set(xticks=[], yticks=[], xlabel="", ylabel="")
    return _dress(ax, family, title)


def radar(values: Mapping[str, float], targets: Mapping[str, float], *, title: str | None = None, ax: Any = None) -> Axes:
    """Indicators as a share of their targets: the dashed ring is 1, the target. A missing value is a gap and is named so.

    Parameters
    ----------
    values : mapping
        Indicator → value, in the unit of its target; NaN where it is missing.
    targets : mapping
        Indicator → target, above 0.
    title : str, optional
    ax : matplotlib Axes, optional
        Default: a new figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        Fewer than three indicators, an indicator without target, a target that is not above 0, a negative value.

    Examples
    --------
    >>> from libspatial import plots
    >>> ax = plots.radar({"耕地": 98.0, "林地": 50.0, "绿地": 12.0}, {"耕地": 100.0, "林地": 50.0, "绿地": 10.0})
    >>> ax.lines[0].get_ydata().round(2).tolist()
    [0.98, 1.0, 1.2, 0.98]
    """
    import numpy as np

    names = list(values)
    if len(names) < 3:
        raise ValueError("雷达图至少要三个指标 · a radar needs three indicators or more")
    wrong = [n for n in names if not targets.get(n, 0) > 0 or values[n] < 0]
    if wrong:
        raise ValueError(f"目标值须大于 0，指标值不得为负：{'、'.join(wrong)} · targets must be above 0 and values not negative: {', '.join(wrong)}")
    shares = np.array([values[n] / targets[n] for n in names], dtype="float64")
    around = np.linspace(0, 2 * np.pi, len(names) + 1)
    ax, family = _axes(ax, (6, 6), projection="polar")
    ax.plot(around, np.append(shares, shares[0]), color="#1f5f8b", marker="o", label="现状 ÷ 目标 value ÷ target")
    if np.isfinite(shares).all():
        ax.fill(around, np.append(shares, shares[0]), color="#1f5f8b", alpha=0.15)
    ax.plot(np.linspace(0, 2 * np.pi, 181), np.ones(181), color="#b8322a", linestyle="--", label="目标 target")
    ax.set_xticks(around[:-1], [n if np.isfinite(s) else f"{n}\n无值 missing" for n, s in zip(names, shares)])
    ax.set_ylim(0, max(1.1, 1.1 * np.nanmax(shares, initial=1.0)))
    ax.legend(loc="upper left", bbox_to_anchor=(0.9, 1.1), fontsize=8, frameon=False)
    return _dress(ax, family, title)
