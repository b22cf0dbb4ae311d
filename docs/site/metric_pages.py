"""A page per metric, and one per group, made from the catalogue that ``libspatial metrics`` prints."""

import gather

MERGES = {"each": ("各行独立", "every row stands alone"), "sum": ("各部分之和", "sums of the parts are added"), "state": ("各部分的状态相加，最后得出指标", "states of the parts are added, the metric is made of them at the end"),
          "all": ("需要全部数值", "needs every value at once"), "halo": ("需要一定距离内的要素", "needs what lies within a distance")}
PER = {"row": ("输入的每一行", "row of the input"), "group": ("每个分组或分区", "group or zone"), "class": ("每个分区的每个地类", "class of every zone"), "pair": ("每一对", "pair"), "all": ("全部合为一个", "one value of all")}
TYPES = {"layer": ("图层（面）", "layer of polygons"), "number": ("数", "number"), "text": ("文字", "text")}


def _cell(text):
    return str(text).replace("|", "\\|").replace("*", "\\*").replace("<", "\\<").replace("$", "\\$").replace("_", "\\_").replace("~", "\\~").replace("[", "\\[")


def _table(titles, rows):
    return ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles), *("| " + " | ".join(row) + " |" for row in rows), ""]


def _number(value):
    return "无值 none" if value is None else str(value) if isinstance(value, str) else repr(float(value)).removesuffix(".0")


def _inputs(entry):
    rows = [[f"`{n['name']}`" + (f"（{n['of']} 的列 column）" if n["type"] != "layer" and n["of"] != "table" else ""), _cell(" · ".join(n["title"])), " ".join(TYPES[n["type"]]),
             _cell(n["unit"]) or "—", "可选 optional" if n["optional"] else "必需 required"] for n in entry["needs"]]
    rows += [[f"`{p['name']}`", _cell(" · ".join(p["title"])), "参数 parameter" + (": " + ", ".join(f"`{w}`" for w in p["words"]) if p["words"] else ""), _cell(p["unit"]) or "—",
              f"默认 default `{p['value']}`" if p["value"] else "必需 required"] for p in entry["parameters"]]
    return _table(["输入 input", "含义 meaning", "种类 kind", "单位 unit", ""], rows)


def _examples(id_, entry, fixtures):
    """The golden values of an id; where it has none, those of the other ids of its formula, and that they are so."""
    own = any(id_ in example["expect"] for example in entry["examples"])
    rows = []
    for example in entry["examples"]:
        parameters = ", ".join(f"`{k}={v}`" for k, v in example["parameters"].items()) or "—"
        for name in [id_] if own else example["expect"]:
            if name in example["expect"]:
                values = ", ".join(_cell(_number(v)) for v in example["expect"][name])
                rows.append([f"`{name}`", _cell(" · ".join(fixtures[example["fixture"]][0])), parameters, values, repr(example["tolerance"])])
    said = [] if own else [f"`{id_}` 没有自己的算例，以下是同一公式的其他列。 *It has no golden value of its own; these are of other columns of its formula.*", ""]
    return said + _table(["编号 id", "数据 data", "参数 parameters", "应得 expected", "相对容差 relative tolerance"], rows)


def page(id_, entry, group, fixtures):
    unit, (zh, en) = next((u, t) for i, u, t in entry["ids"] if i == id_)
    merges = " ".join(MERGES[entry["merges"]]) + (f"（`{entry['halo']}`）" if entry["halo"] else "")
    note = [line for n, mark in zip(entry["note"], ("", "*")) if n for line in (f"{mark}{_cell(n)}{mark}", "")]
    others = [f"[`{i}`]({i}.md)" for i, _, _ in entry["ids"] if i != id_]
    facts = [["编号 id", f"`{id_}`"], ["中文名 name", f"{zh} · {_cell(en)}"], ["单位 unit", f"`{unit}`"], ["每个 one value per", " · ".join(PER[entry["per"]])], ["合并 merging", merges],
             ["来源 source", _cell(entry["source"])], ["核实 verified", "已核实 verified" if entry["verified"] else "未经核实 unverified"],
             ["分组 group", f"[{group[0]} · {group[1]}](/metrics/group-{entry['group']}.md)"]]
    if others:
        facts.append(["同一公式 same formula", ", ".join(others)])
    return "\n".join([f"# {zh} · {_cell(en)} `{id_}`", "", "```{code-block} text", ":class: formula", entry["formula"], "```", "", *note, *_table(["", ""], facts), "## 输入和参数 · Inputs and parameters", "", *_inputs(entry),
                      "## 算例 · Golden example", "", *_examples(id_, entry, fixtures), "## Python", "", "```{eval-rst}", f".. autofunction:: libspatial.metrics.{id_}", "```", ""])


def texts(made):
    """The pages of the metrics, added to those of the repository."""
    from libspatial import metrics

    catalogue = metrics._catalogue()
    names, members, fixtures = dict(catalogue.groups()), {}, catalogue.fixtures()
    for entry in catalogue.entries():
        for id_, unit, title in entry["ids"]:
            made[f"metrics/{id_}.md"] = page(id_, entry, names[entry["group"]], fixtures)
            members.setdefault(entry["group"], []).append((id_, unit, title, entry["formula"]))
    index = ""
    for group, rows in members.items():
        zh, en = names[group]
        table = "\n".join(_table(["编号 id", "指标 metric", "单位 unit"], ([f"[`{i}`](/metrics/{i}.md)", f"{t[0]} · {_cell(t[1])}", f"`{u}`"] for i, u, t, _ in rows)))
        index += f"\n## {group}. {zh} · {en}\n\n{table}"
        made[f"metrics/group-{group}.md"] = f"# {group}. {zh} · {en}\n\n" + "\n".join(_table(["编号 id", "指标 metric", "单位 unit", "公式 formula"], (
            [f"[`{i}`]({i}.md)", f"{t[0]} · {_cell(t[1])}", f"`{u}`", _cell(f)] for i, u, t, f in rows))) + gather.toctree([f"{t[0]} {i} </metrics/{i}>" for i, _, t, _ in rows], ":hidden:")
    made["metrics.md"] += index + gather.toctree([f"{g}. {names[g][0]} · {names[g][1]} </metrics/group-{g}>" for g in members], ":hidden:")
    return made
