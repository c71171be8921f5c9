"""JUnit XML: read back by a parser that is not ours, it says what passed and what failed."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from typing import Any

from analysis.export import junit
from analysis.presentation.table import Table

AGREES: dict[str, Any] = {
    "figure": "headline",
    "of": "D007",
    "printed_text": "at least 2 %",
    "verdict": "agrees",
    "remark": "",
    "explanations": (),
    "source": "A report, page 7",
}
DIFFERS = AGREES | {
    "figure": "told",
    "of": 'D<1> "&"',
    "printed_text": "42 %",
    "verdict": "differs",
    "remark": "base: printed 995, computed 973",
    "explanations": ("no weights", "a < b & c ]]> d"),
}
RELATION: dict[str, Any] = {
    "relation": "same",
    "register": "D163",
    "others": ("D164",),
    "printed_text": "18 %",
    "verdict": "differs",
    "remark": "the same was printed as D164 (11 %)",
    "note": "",
    "sources": ("A page", "Another page"),
}


def parsed(table: Table) -> ElementTree.Element:
    return ElementTree.fromstring(junit.write(table))  # noqa: S314  # our own bytes


def checked(*verified: dict[str, Any], relations: tuple[dict[str, Any], ...] = ()) -> Table:
    return Table("verify", "Small & <plain>", more={"verified": verified, "relations": relations})


def test_each_verdict_is_a_case_and_a_difference_a_failure() -> None:
    root = parsed(checked(AGREES, DIFFERS, relations=(RELATION,)))
    (suite,) = root
    assert (root.tag, suite.tag, suite.get("name")) == ("testsuites", "testsuite", "Small & <plain>")
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")
    agrees, differs, relation = suite
    assert (agrees.get("classname"), agrees.get("name"), len(agrees)) == ("headline", "D007: at least 2 %", 0)
    assert differs.get("name") == 'D<1> "&": 42 %'
    assert differs[0].get("message") == "differs: 42 %"
    assert (differs[0].text or "").splitlines() == [
        "base: printed 995, computed 973",
        "no weights",
        "a < b & c ]]> d",
        "A report, page 7",
    ]
    assert (relation.get("classname"), relation.get("name")) == ("same", "D163, D164")
    assert "Another page" in (relation[0].text or "")


def test_what_cannot_be_computed_is_a_failure_too() -> None:
    (suite,) = parsed(checked(AGREES | {"verdict": "not_computed", "remark": "there is no such number"}))
    assert suite.get("failures") == "1"
    assert suite[0][0].get("message") == "not_computed: at least 2 %"


def test_the_findings_of_a_codebook_are_cases_and_only_its_faults_failures() -> None:
    findings = (
        {"severity": "error", "place": "cb.yaml:3", "message": "there is no column <age>"},
        {"severity": "warning", "place": "cb.yaml:9", "message": "nobody was asked"},
    )
    (suite,) = parsed(Table("codebook check", "cb.yaml: errors: 1", more={"findings": findings}))
    assert [(case.get("name"), len(case)) for case in suite] == [("cb.yaml:3", 1), ("cb.yaml:9", 0)]
    assert suite[0][0].text == "there is no column <age>"


def test_there_is_no_time_and_no_host_and_no_character_that_xml_forbids() -> None:
    written = junit.write(checked(AGREES | {"of": "D\x00\x1b\ud800"}))
    assert ElementTree.fromstring(written.encode()) is not None  # noqa: S314  # our own bytes
    assert "timestamp" not in written
    assert "hostname" not in written
    assert "\N{REPLACEMENT CHARACTER}" * 3 in written


def test_a_check_without_findings_is_an_empty_suite() -> None:
    (suite,) = parsed(Table("codebook check", "cb.yaml: no findings", more={"findings": ()}))
    assert (suite.get("tests"), len(suite)) == ("0", 0)


def test_the_whole_of_a_small_check() -> None:
    findings = (
        {"severity": "error", "place": "a", "message": "b"},
        {"severity": "warning", "place": "c", "message": ""},
    )
    assert junit.write(Table("codebook check", "T", more={"findings": findings})) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<testsuites name="tallybook codebook check" tests="2" failures="1" errors="0" skipped="0">\n'
        '  <testsuite name="T" tests="2" failures="1" errors="0" skipped="0">\n'
        '    <testcase classname="error" name="a">\n'
        '      <failure message="b">b</failure>\n'
        "    </testcase>\n"
        '    <testcase classname="warning" name="c"/>\n'
        "  </testsuite>\n"
        "</testsuites>\n"
    )


def test_a_relation_that_holds_has_passed() -> None:
    (suite,) = parsed(checked(relations=(RELATION | {"verdict": "agrees"}, RELATION | {"note": "by age"})))
    assert [len(case) for case in suite] == [0, 1]
    assert suite[1][0].get("message") == "differs: 18 %"
    assert (suite[1][0].text or "").splitlines() == [
        "the same was printed as D164 (11 %)",
        "by age",
        "A page",
        "Another page",
    ]
