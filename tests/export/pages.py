"""Reports made by hand for the tests of the page: several charts, two languages, groups, marks, and hostile words."""

from __future__ import annotations

from dataclasses import replace

from analysis.presentation.chart import Chart, Mark
from analysis.presentation.document import Document, Exhibit
from analysis.presentation.rounding import numerals
from analysis.presentation.table import Column, Line, Table
from analysis.presentation.words import words

HOSTILE = (
    "<script>document.title='taken'</script>",
    '"onmouseover="document.title=1',
    "javascript:alert(1)",
    "</style><img src=x onerror=alert(1)>",
    "=HYPERLINK(1)",
    "{{ 7 * 7 }} $x$ &amp;",
)
PLATFORMS = (
    ("Social media", 0.3815, 0.339, 0.427, 412),
    ("Instant messaging", 0.315, 0.274, 0.359, 398),
    ("Online games, also those played together with people known from school", 0.179, 0.146, 0.217, 391),
    ("Video sharing", 0.142, 0.112, 0.178, 405),
    ("Other", 0.03, 0.017, 0.052, 399),
)
COLUMNS = (
    Column("", "left"),
    Column("%", unit="percent"),
    Column("95 % CI", unit="percent"),
    Column("n", unit="whole"),
)


def line(label: str, value: float, low: float, high: float, n: int, lang: str = "en") -> Line:
    """A line whose texts are those of the language."""
    say = numerals(lang)
    texts = (say.percent(value), f"{say.percent(low)}-{say.percent(high)}", say.whole(n))
    return Line((label, *texts), numbers=((), (value,), (low, high), (float(n),)))


def mark(label: str, value: float, low: float, high: float, n: int, lang: str = "en", **more: str) -> Mark:
    """The same as a mark of a chart."""
    say = numerals(lang)
    bounds = f"{say.percent(low)}-{say.percent(high)}"
    return Mark(
        label, value=value, low=low, high=high, text=say.percent(value), bounds=bounds, n=str(n), base=n, **more
    )


CREDITS = ("Base: internet users aged 12-17 who were contacted.", "Source: Synthetic Household Survey 2026.")
WHERE = Exhibit(
    "where",
    Table(
        command="breakdown",
        title="Social media and instant messaging lead where contact happened",
        subtitle="% of contacted children who named the platform, 95 % CI",
        columns=COLUMNS,
        lines=(
            *(line(*platform) for platform in PLATFORMS),
            Line(("Video calls", "(*)", "-", "21"), numbers=((), (), (), (21.0,))),
        ),
        notes=(*CREDITS, "(*) fewer than 25 respondents."),
        credits=CREDITS,
    ),
    Chart(
        kind="bars",
        title="Social media and instant messaging lead where contact happened",
        subtitle="% of contacted children who named the platform, 95 % CI",
        marks=(
            *(mark(*platform) for platform in PLATFORMS),
            Mark("Video calls", text="(*)", n="21", base=21, status="suppressed", reason="base under 25"),
        ),
        axis="%",
        notes=CREDITS,
        alt="Bar chart: social media 38.2 %, instant messaging 31.5 %, online games 17.9 %.",
    ),
    section="Where it happens",
)
GROUPED = Exhibit(
    "groups",
    Table(
        command="prevalence",
        title="Girls are contacted more often than boys, and older children more often than younger ones",
        subtitle="% of internet users aged 12-17, past year",
        columns=(*COLUMNS, Column("What it rests on", "left")),
        lines=(
            line("All", 0.124, 0.101, 0.151, 995),
            Line(("Sex",), "group"),
            line("Girls", 0.151, 0.12, 0.188, 500),
            line("Boys", 0.098, 0.07, 0.135, 495),
            Line(("Age",), "group"),
            Line(("Girls",), "subgroup"),
            line("12-14", 0.091, 0.06, 0.135, 240),
            line("15-17", 0.203, 0.155, 0.26, 260),
            Line(("Boys",), "subgroup"),
            Line(("12-14", "*", "*", "<5", "too few")),
            Line(("15-17", "(14.4)^", "9.1-22.0", "255"), numbers=((), (0.144,), (0.091, 0.22), (255.0,))),
        ),
        notes=("* is not shown.", "( ) rests on 25-49 respondents.", "^ rests on fewer than 10 cases."),
    ),
    Chart(
        kind="dots",
        title="Girls are contacted more often than boys, and older children more often than younger ones",
        subtitle="% and 95 % CI, past year",
        marks=(mark("Girls", 0.151, 0.12, 0.188, 500), mark("Boys", 0.098, 0.07, 0.135, 495)),
        axis="%",
        reference=mark("All", 0.124, 0.101, 0.151, 995),
        alt="Dots: girls 15.1 %, boys 9.8 %.",
    ),
    section="Who is reached",
)
ANSWERS = (("Girls", (0.58, 0.24, 0.12, 0.06)), ("Boys", (0.64, 0.21, 0.1, 0.05)))
OFTEN = ("Never", "Once or twice", "Sometimes", "Often")
STACK = Exhibit(
    "often",
    Table(
        command="breakdown",
        title="Most were never contacted",
        subtitle="How often in the past year? % of children",
        columns=(Column("", "left"), *(Column(answer, unit="percent") for answer in OFTEN)),
        lines=tuple(
            Line((label, *(numerals("en").percent(share) for share in shares)), numbers=((), *((s,) for s in shares)))
            for label, shares in ANSWERS
        ),
    ),
    Chart(
        kind="stack",
        title="Most were never contacted",
        subtitle="How often in the past year? % of children",
        marks=tuple(
            Mark(label, series=answer, value=share, text=numerals("en").percent(share), n="500", base=500)
            for label, shares in ANSWERS
            for answer, share in zip(OFTEN, shares, strict=True)
        ),
        axis="%",
        alt="Stacked bars: never 58 % of girls and 64 % of boys.",
    ),
    section="Who is reached",
)
FACTS = Exhibit(
    "facts",
    Table(
        command="describe",
        title="What the file holds",
        columns=(Column("Variable", "left"), Column("Meaning", "left")),
        lines=(Line(("sex", "Sex of the child")), Line(("age", "Age in completed years"))),
    ),
    section="Who is reached",
)
ENGLISH = Document(
    id="contact",
    title="Contact by strangers online",
    exhibits=(WHERE, GROUPED, STACK, FACTS),
    subtitle="Children aged 12-17 who use the internet, weighted to the population",
    notes=("Percentages are rounded half up, so that parts may not add to 100.", "Intervals are design-based."),
    help_line="Children can call 129 free of charge, day and night.",
    words=words("en"),
    provenance={
        "tallybook": "0.1.0",
        "codebook": "synthetic_children",
        "files": {"children": {"name": "children.sav", "rows": 995}},
        "design": {"strata": 10, "psus": 40, "lonely": "fail", "probability": True},
        "request": {"indicators": ["ocsea", "contact"], "by": ["sex", "age"], "where": None},
    },
)


def made_up(document: Document) -> Document:
    """The same of synthetic data."""
    sign = {"en": words("en"), "id": words("id")}[document.lang]["synthetic_in_picture"]
    exhibits = tuple(
        replace(
            exhibit,
            table=replace(exhibit.table, synthetic=True),
            chart=exhibit.chart and replace(exhibit.chart, synthetic=sign),
        )
        for exhibit in document.exhibits
    )
    return replace(document, synthetic=True, exhibits=exhibits)


INDONESIAN_PLATFORMS = (
    ("Media sosial", 0.3815, 0.339, 0.427, 1412),
    ("Pesan instan", 0.315, 0.274, 0.359, 1398),
    ("Permainan daring, termasuk yang dimainkan bersama orang yang tidak pernah ditemui", 0.179, 0.146, 0.217, 1391),
)
INDONESIAN = made_up(
    Document(
        id="kontak",
        title="Kontak oleh orang tak dikenal di internet",
        exhibits=(
            Exhibit(
                "di-mana",
                Table(
                    command="breakdown",
                    title="Media sosial paling sering menjadi tempat kontak",
                    subtitle="% anak yang dihubungi, IK 95 %",
                    columns=(Column("", "left"), Column("%"), Column("IK 95 %"), Column("n")),
                    lines=tuple(line(*platform, lang="id") for platform in INDONESIAN_PLATFORMS),
                    notes=("Sumber: Survei Rumah Tangga Sintetis 2026.",),
                ),
                Chart(
                    kind="dots",
                    title="Media sosial paling sering menjadi tempat kontak",
                    subtitle="% anak yang dihubungi, IK 95 %",
                    marks=tuple(mark(*platform, lang="id") for platform in INDONESIAN_PLATFORMS),
                    axis="%",
                    notes=("Sumber: Survei Rumah Tangga Sintetis 2026.",),
                    alt="Titik dengan interval: media sosial 38,2 %, pesan instan 31,5 %.",
                    lang="id",
                    words=words("id"),
                    numerals=numerals("id"),
                ),
            ),
        ),
        notes=("Interval didasarkan pada rancangan survei.",),
        lang="id",
        words=words("id"),
    )
)
NASTY = Document(
    id="nasty",
    title=HOSTILE[0],
    subtitle=HOSTILE[1],
    help_line=HOSTILE[2],
    exhibits=(
        Exhibit(
            'x" onclick="alert(1)',
            Table(
                command="breakdown",
                title=HOSTILE[3],
                subtitle=HOSTILE[0],
                columns=(Column(HOSTILE[1], "left"), Column(HOSTILE[0]), Column(HOSTILE[5])),
                lines=(
                    Line((HOSTILE[3],), "group"),
                    *(Line((words_, "1,2\n3", "-0.5"), numbers=((), (1.0,), (-0.5,))) for words_ in HOSTILE),
                ),
                notes=HOSTILE,
            ),
            Chart(
                kind="bars",
                title=HOSTILE[0],
                subtitle=HOSTILE[3],
                marks=tuple(mark(words_, 0.3, 0.2, 0.4, 99) for words_ in HOSTILE),
                notes=HOSTILE,
                alt=HOSTILE[3],
                words=words("en"),
            ),
            section=HOSTILE[5],
        ),
    ),
    notes=HOSTILE,
    words=words("en"),
    provenance={HOSTILE[0]: list(HOSTILE), "more": {HOSTILE[1]: HOSTILE[3]}},
)
