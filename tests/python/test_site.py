"""The documentation site (make docs): what it is made of is complete, its links lead somewhere, and no page of it would fetch anything. Sphinx is not needed."""

import doctest
import importlib
import inspect
import re
import sys
from pathlib import Path

import pytest

import libspatial
from libspatial import metrics

ROOT = Path(__file__).parents[2]
SITE = ROOT / "docs" / "site"
CHINESE = re.compile("[\u3400-\u9fff]")
WITHOUT_CHINESE = {"readme.md"}  # the English README; readme.zh.md is beside it


@pytest.fixture(scope="module", autouse=True)
def here():
    sys.path.insert(0, str(SITE))
    yield
    sys.path.remove(str(SITE))


@pytest.fixture(scope="module")
def made():
    import build

    return build.texts()[0]


def sections(thing):
    """Section of a numpydoc docstring → its text."""
    parts = re.split(r"^(\w[\w ]*)\n-{3,}\n", inspect.getdoc(thing) or "", flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def lacks(thing):
    """What a public function or class does not document."""
    if not (inspect.getdoc(thing) or "").strip():
        return ["a docstring"]
    if not inspect.isfunction(thing):
        return []
    found = sections(thing)
    described = set(re.findall(r"\w+", " ".join(re.findall(r"^(\S.*?)(?: : .*)?$", found.get("Parameters", ""), re.M))))
    missing = [f"parameter {name}" for name in inspect.signature(thing).parameters if name not in described]
    returns = inspect.signature(thing).parameters and not {"Returns", "Yields"} & set(found)
    return [*missing, *(["Returns"] if returns else [])]


def test_every_page_of_the_repository_is_in_the_navigation_under_a_chinese_name(made):
    import gather

    named = gather.titles()
    places = {place for page, place in gather.pages().items() if not page.startswith(gather.HEADERS)}
    assert places - set(named) == {"index.md"}, "add a line to docs/site/*.md"
    assert set(named) - set(made) == set()
    own = {place: named[place] or re.search(r"# (.*)", made[place])[1] for place in named}
    assert {place for place, title in own.items() if not CHINESE.search(title)} == WITHOUT_CHINESE


def test_pages_are_those_of_the_repository_but_for_links(made):
    source = (ROOT / "docs" / "concepts.md").read_text(encoding="utf-8")
    assert "(../libspatial/include/libspatial/overlay.hpp)" in source and "(/cpp/overlay.md)" in made["concepts.md"]
    assert re.sub(r"\]\([^)]*\)", "]", made["concepts.md"]) == re.sub(r"\]\([^)]*\)", "]", source)
    assert made["commands/check.md"].startswith("# libspatial check · 核查项目\n")
    assert "Chinese" not in made["cpp/overlay.md"] and "namespace libspatial" in made["cpp/overlay.md"]


def test_links_are_turned_and_a_dead_one_is_an_error():
    import gather

    places, copied = {"docs/a.md": "a.md", "docs/b/c.md": "b/c.md"}, set()
    text = "[a](../a.md#x) [e](https://example.org) [`d`](../../LICENSE) `[k](kept.md)`\n```\n[k](kept.md)\n```\n"
    assert gather.turned(text, "docs/b/c.md", places, copied) == "[a](/a.md#x) [e](https://example.org) [`d`](/files/LICENSE) `[k](kept.md)`\n```\n[k](kept.md)\n```\n"
    assert copied == {"LICENSE"}
    for dead in ("no.md", "../../../above.md"):
        with pytest.raises(gather.Broken, match=re.escape(f"docs/b/c.md: {dead}")):
            gather.turned(f"[x]({dead})", "docs/b/c.md", places, set())


def test_every_public_name_has_a_page_and_says_what_it_takes_and_gives(made):
    import api_pages

    public = api_pages.public()
    errors = {name for name in public if name.startswith("libspatial.errors.")}
    listed = {f"{group['module']}.{name}" for group in api_pages.groups() for name in group["names"]}
    others = {"libspatial.metrics", "libspatial.errors", "libspatial.__version__", "libspatial.LibspatialError"}  # pages of their own; named among the errors
    assert listed == set(public) - errors - others, "docs/site/api.toml names what is public"
    for name in listed:
        assert re.search(rf"^\.\. auto(class|function):: {re.escape(name)}$", made[f"api/{name.removeprefix('libspatial.')}.md"], re.M)
    for name in errors:
        assert f".. autoexception:: {name}\n" in made["api/errors.md"]
    assert {name: found for name in listed | errors if (found := lacks(public[name]))} == {}
    assert all(CHINESE.search(chinese) for group in api_pages.groups() for chinese in group["names"].values())


@pytest.mark.parametrize("module", ["files", "plots"])
def test_examples_of_modules_run(module, monkeypatch):
    monkeypatch.chdir(ROOT)
    failed, ran = doctest.testmod(importlib.import_module(f"libspatial.{module}"), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert failed == 0 and ran > 3


def test_modules_with_public_names():
    import api_pages

    modules = {name.rpartition(".")[0] for name in api_pages.public()}
    assert modules == {"libspatial", "libspatial.errors", "libspatial.metrics", "libspatial.plots", "libspatial.files", "libspatial.documents"}


def test_a_function_without_documentation_is_found():
    def bare(shapes, kind):
        """Something.

        Parameters
        ----------
        shapes : path
        """

    assert lacks(bare) == ["parameter kind", "Returns"] and lacks(lambda: 0) == ["a docstring"] and lacks(libspatial.area) == []


def test_methods_of_public_classes_are_documented():
    import api_pages

    classes = [thing for name, thing in api_pages.public().items() if isinstance(thing, type) and not name.startswith("libspatial.errors.") and thing is not libspatial.Layer]
    bare = [f"{c.__name__}.{n}" for c in classes for n, m in vars(c).items() if not n.startswith("_") and (inspect.isfunction(m) or isinstance(m, property)) and not inspect.getdoc(m)]
    assert len(classes) > 5 and bare == []
    described = api_pages.compiled("Layer")
    assert set(described) == {name for name in vars(libspatial.Layer) if not name.startswith("_")} and all(text for _, text in described.values())


def test_every_metric_has_a_page_with_what_the_catalogue_says(made):
    groups = {}
    for entry in metrics._catalogue().entries():
        for id_, unit, (zh, en) in entry["ids"]:
            page = made[f"metrics/{id_}.md"]
            plain = page.replace("\\", "")
            assert page.startswith(f"# {zh} · ") and f"\n{entry['formula']}\n" in page and f"`{id_}`" in page and f"`{unit}`" in page, id_
            assert entry["source"] in plain and f".. autofunction:: libspatial.metrics.{id_}\n" in page, id_
            assert all(f"| `{needed['name']}`" in page for needed in [*entry["needs"], *entry["parameters"]]), id_
            golden = [values for example in entry["examples"] for name, values in example["expect"].items() if name == id_ or "没有自己的算例" in page]
            shown = re.findall(r"^\| `\w+` \| .* \| (.*) \| [-\de.]+ \|$", plain, re.M)
            assert golden and [row.split(", ") for row in shown] == [["无值 none" if v is None else v if isinstance(v, str) else repr(float(v)).removesuffix(".0") for v in values] for values in golden], id_
            groups.setdefault(entry["group"], []).append(id_)
    assert sum(map(len, groups.values())) == len(metrics.catalogue()) == sum(1 for place in made if re.match(r"metrics/(?!group-)", place))
    for group, ids in groups.items():
        assert re.findall(r"^\| \[`(\w+)`\]", made[f"metrics/group-{group}.md"], re.M) == ids
    assert re.findall(r"^\| \[`(\w+)`\]", made["metrics.md"], re.M) == [id_ for ids in groups.values() for id_ in ids]


def test_a_golden_example_is_shown_as_it_is_in_the_catalogue(made):
    page = made["metrics/lei.md"]
    assert "| `d=1.0` | 39.95302369062458, 100, 0 | 1e-09 |" in page  # as tests/unit count it: 4 ha beside the town, 1 ha in its hole, 1 ha apart
    assert "需要一定距离内的要素" in page and "未经核实" in page and "[`lei_class`](lei_class.md)" in page


FETCHES = {
    '<script src="https://cdn.example/a.js"></script>': "https://cdn.example/a.js",
    '<link rel="stylesheet" href="//fonts.example/css">': "//fonts.example/css",
    '<img src="http://example/a.png">': "http://example/a.png",
    '<style>@import "https://example/a.css";</style>': "https://example/a.css",
    '<p style="background: url(https://example/a.png)">': "https://example/a.png",
    '<script>fetch("https://stats.example/hit")</script>': "https://stats.example/hit",
    '<iframe srcdoc="&lt;img src=&quot;https://example/b.png&quot;&gt;"></iframe>': "https://example/b.png",
}


@pytest.mark.parametrize("text", FETCHES)
def test_what_would_be_fetched_is_found(text, tmp_path):
    import offline

    (tmp_path / "page.html").write_text(text)
    assert offline.loads(tmp_path) == [("page.html", FETCHES[text])]


def test_what_waits_for_a_click_is_not_fetched(tmp_path):
    import offline

    (tmp_path / "page.html").write_text('<a href="https://example.org">x</a><svg xmlns="http://www.w3.org/2000/svg"></svg><script>// see https://example.org\nf("<a href=\\"https://x.org\\">")</script>')
    (tmp_path / "style.css").write_text("/* https://example.org */ a { background: url(data:image/png;base64,AA) } b { background: url('a.png') }")
    assert offline.loads(tmp_path) == []


def test_a_phrase_is_found_by_its_pairs_of_characters():
    from chinese import Search

    assert Search({}).split("城镇开发边界, LEI 3") == ["城", "镇", "开", "发", "边", "界", "城镇", "镇开", "开发", "发边", "边界", "LEI", "3"]
