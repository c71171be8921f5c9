"""Tables made by hand for the tests of the writers and of the command."""

from __future__ import annotations

from dataclasses import replace

from analysis.codebook.answers import Level
from analysis.estimation.estimate import Count, Estimate, Subject, Unanswered
from analysis.presentation.table import Column, Line, Row, Table

GIRLS, BOYS = Level(2.0, "Girls"), Level(1.0, "Boys")
SUBJECT = Subject(
    variable="ocsea",
    label="Subjected to OCSEA in the past year (clear examples)",
    statistic="proportion",
    file="children",
    population="Internet users aged 12-17",
    base="asked at least one question",
    unit="child",
    indicator_version="v1",
    level=Level("yes", "Yes"),
)
WHOLE = Estimate(
    SUBJECT,
    value=0.1 + 0.2,  # 0.30000000000000004: full precision must survive
    se=0.0125,
    low=0.25,
    high=0.35,
    method="korn-graubard",
    df=30.0,
    deff=1.5,
    n_eff=663.3,
    n=995,
    n_cases=298,
    n_psu=40,
    n_strata=10,
    sum_of_weights=25_050_000.5,
    population_size=25_050_000.0,
    count=Count(7_515_000.0, 6_262_500.0, 8_767_500.0, 25_050_000.0, "census projection 2020", "at least"),
)
HIDDEN = Estimate(
    replace(SUBJECT, by={"sex": GIRLS}, by_labels={"sex": "Sex"}), value=None, n=12, reason="base under 25", method=""
)
TABLE = Table(
    command="prevalence",
    title="Prevalence of OCSEA",
    subtitle="Internet users aged 12-17",
    columns=(Column("", "left"), Column("%"), Column("95 % interval"), Column("n")),
    lines=(
        Line(("Any clear example", "30.0", "25.0–35.0", "995")),
        Line(("Sex",), kind="group"),
        Line(("Girls", "(*)", "", "12")),
        Line(("Boys", "30.1", "24.8–35.9", "983")),
    ),
    rows=(Row(WHOLE), Row(HIDDEN, status="suppressed", flags=("small base",), reason="base under 25")),
    missing=(Unanswered("ocsea", "OCSEA", "refused", 7, 0.0071),),
    notes=("(*) fewer than 25 respondents.",),
    provenance={"data": "children.sav", "protection": "standard"},
)
SYNTHETIC = replace(
    TABLE,
    title="Prevalence of OCSEA (synthetic)",
    synthetic=True,
    rows=tuple(
        replace(row, estimate=replace(row.estimate, subject=replace(row.estimate.subject, synthetic=True)))
        for row in TABLE.rows
    ),
)
FOUND = Table(
    command="codebook check",
    title="Findings",
    columns=(Column("place", "left"), Column("finding", "left")),
    lines=(Line(("cb.yaml:3:5", "no such key")),),
    more={"findings": ({"file": "cb.yaml", "line": 3, "finding": "no such key"},)},
    findings=1,
)
