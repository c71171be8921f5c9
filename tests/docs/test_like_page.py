"""The table of families in the manual is the mapping of the code."""

from __future__ import annotations

from analysis.systems import SYSTEMS

from .pages import ROOT

SWITCHES = {
    "`--ci`, of a proportion": "ci",
    "`--df`": "df",
    "`--deff`": "deff",
    "`--quantile-rule`": "quantile_rule",
    "`--quantile-interval`": "quantile_interval",
    "`--rules`": "rules",
    "`--lonely`": "lonely",
    "`--mse`": "mse",
    "interval of a count": "count",
    "quantile behind intervals of means, ratios and totals": "mean",
    "taken off the df of comparisons": "less",
}
FLAGS = {"True": "yes", "False": "no"}


def _table() -> list[list[str]]:
    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    table = text.partition("<!-- the families of analysis/systems.py")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line[:1] == "|"]


def test_the_families_of_the_manual_are_those_of_the_code() -> None:
    head, _, *lines = _table()
    systems = [name.strip("`") for name in head[1:]]
    written = {
        system: {SWITCHES[line[0]]: line[place] for line in lines if line[place] != "-"}
        for place, system in enumerate(systems, start=1)
    }
    assert written == {
        name: {switch: FLAGS.get(str(value), str(value)) for switch, value in system.switches.items()}
        for name, system in SYSTEMS.items()
    }


def test_every_family_has_its_sources_in_the_manual() -> None:
    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    sources = text.partition("| family | what it stands on |")[2].partition("\n\n")[0]
    assert [line.split("`")[1] for line in sources.splitlines()[2:]] == list(SYSTEMS)
