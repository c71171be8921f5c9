"""Documents made by hand for the tests of the office writers, LaTeX and Markdown: English and Indonesian."""

from __future__ import annotations

from analysis.choices import ChartKind
from analysis.presentation.cells import Writing
from analysis.presentation.chart import Chart, Mark
from analysis.presentation.document import Document, Exhibit
from analysis.presentation.rounding import numerals
from analysis.presentation.table import Column, Line, Table
from analysis.presentation.words import words

LONG = (
    "Offered money or gifts in return for sexual images or videos by someone met online, or pressed to share them again"
)
HEADS = (
    Column("", "left"),
    Column("%", unit="percent"),
    Column("95 % CI", unit="percent"),
    Column("n", unit="whole"),
    Column("Number of children"),
)
LINES = (
    Line(("Any clear example, past year",), "group"),
    Line(
        (LONG, "(51.6)", "41.2-61.9", "48", "at least 500,000 (270,000-840,000)"),
        numbers=((), (0.5161234567,), (0.41151, 0.61949), (48.0,), ()),
    ),
    Line(("Sex", "", "", "", ""), "subgroup"),
    Line(
        ("  Girls", "0.6^", "0.2-1.4", "1,995", "about 20,000"),
        numbers=((), (0.0061,), (0.00249, 0.0136), (1995.0,), (20000.0,)),
    ),
    Line(("  Boys", "12.3?", "-1.0 to 25.7", "983", "-"), numbers=((), (0.123,), (-0.0104, 0.2566), (983.0,), ())),
    Line(("  Not stated", "*", "*", "<5", "*"), numbers=((), (), (), (), ())),
    Line(("=1+1", "3 of 50", "-", "50", "-"), numbers=((), (0.06,), (), (50.0,), ())),
    Line(
        ("@x", "14.5", "14.5-14.5", "1,000", "-"), numbers=((), (0.14499999999999997,), (0.145, 0.145), (1000.0,), ())
    ),
    Line(("+1", "100.0", "99.1-100.0", "7", "-"), numbers=((), (1.0,), (0.991, 1.0), (7.0,), ())),
    Line(("-1", "-0.5", "-2.0 to 0.0", "8", "-"), numbers=((), (-0.0052,), (-0.02, -0.0001), (8.0,), ())),
    Line(("Boys & <girls> 100 % #1 $x_y {z} ~ ^ \\ [a]", "-", "-", "0", "-"), numbers=((), (), (), (0.0,), ())),
)
MARKS = (
    Mark("Social media", value=0.382, low=0.339, high=0.427, text="38.2", bounds="33.9-42.7", n="412", base=412),
    Mark("Instant messaging", value=0.315, low=0.274, high=0.359, text="(31.5)", bounds="27.4-35.9", n="40", base=40),
    Mark(LONG, value=0.061, low=0.042, high=0.088, text="6.1^", bounds="4.2-8.8", n="402", base=402),
    Mark("Video calls", text="*", n="21", status="suppressed", reason="too few"),
    Mark("Other", value=0.03, low=0.017, high=0.052, text="3.0", bounds="1.7-5.2", n="399", base=399),
)


def chart(kind: ChartKind, lang: str = "en", marks: tuple[Mark, ...] = MARKS) -> Chart:
    """A chart of the marks."""
    phrases = words(lang)
    return Chart(
        kind=kind,
        title="Social media and messaging lead where contact happened!A1",
        subtitle="% of children who named the platform",
        marks=marks,
        axis="%",
        alt="Bar chart: Social media 38.2 % (33.9-42.7); Video calls: not shown.",
        synthetic=phrases["synthetic_in_picture"],
        lang=lang,
        words=phrases,
        numerals=numerals(lang),
    )


def grouped() -> tuple[Mark, ...]:
    """Marks of two groups and of three answers; one is suppressed and one combination does not occur."""
    shown = tuple(
        Mark(label, series, value=value, low=value - 0.05, high=value + 0.1, text=f"{100 * value:.1f}", n="300")
        for series, add in (("Girls", 0.0), ("Boys", 0.06))
        for label, value in (("Social media", 0.38 + add), ("Games", 0.18 + add), ("Other", 0.06 + add))
        if (series, label) != ("Boys", "Other")
    )
    return (*shown, Mark("Video calls", "Girls", text="*", n="21", status="suppressed"))


def stacked() -> tuple[Mark, ...]:
    """Answers that add up, in three groups."""
    shares = {
        "Total": (0.61, 0.22, 0.12, 0.05),
        "Girls 12-14": (0.58, 0.24, 0.15, 0.03),
        "Boys": (0.7, 0.18, 0.1, 0.02),
    }
    answers = ("Never", "Once or twice", "Sometimes", "Often")
    return tuple(
        Mark(label, answer, value=value, text=f"{100 * value:.1f}", n="300")
        for label, values in shares.items()
        for answer, value in zip(answers, values, strict=True)
    )


def rounds() -> tuple[Mark, ...]:
    """Three items in two rounds."""
    values = {"Social media": (0.38, 0.44), "Games": (0.2, 0.17), "Other": (0.06, 0.09)}
    return tuple(
        Mark(label, name, value=value, low=value - 0.03, high=value + 0.04, text=f"{100 * value:.1f}", n="900")
        for label, pair in values.items()
        for name, value in zip(("2021", "2025"), pair, strict=True)
    )


def table(title: str = "Experience of harm among children & young people", lines: tuple[Line, ...] = LINES) -> Table:
    """A table with every kind of cell."""
    return Table(
        command="prevalence",
        title=title,
        subtitle="Internet users aged 12-17; weighted, intervals with the degrees of freedom of each group",
        columns=HEADS,
        lines=lines,
        notes=(
            "Weighted; Korn-Graubard intervals with the degrees of freedom of each group, Taylor linearisation; "
            "n is unweighted. Numbers of children are parts of 25,050,000 (projection), rounded to 10,000.",
            "* not shown, to protect respondents or because it rests on too few.",
            "( ) 25 to 49 unweighted cases in the base: read with care.",
        ),
        writing=Writing(words("en")),
    )


ENGLISH = Document(
    id="harm",
    title="Children & harm online: <a first look>",
    subtitle="Synthetic survey, 2026",
    exhibits=(
        Exhibit("harm", table(), chart("bars"), section="Experience"),
        Exhibit(
            "harm/by:sex", table("Where it happened, by sex"), chart("grouped", marks=grouped()), section="Experience"
        ),
        Exhibit("HARM", table("How often"), chart("stack", marks=stacked()), section="Frequency"),
        Exhibit("dots_of_a_name_longer_than_thirty-one", table("Compared"), chart("dots"), section="Frequency"),
        Exhibit("slope", table("Two rounds"), chart("slope", marks=rounds()), section="Frequency"),
        Exhibit("long", table("A table of many lines", LINES * 9), section="Frequency"),
    ),
    notes=("Percentages are rounded half up, so that parts may not add to 100.", "=2+2 is a note, not a sum."),
    help_line="SAPA 129",
    lang="en",
    words=words("en"),
    synthetic=True,
    provenance={
        "tallybook": "0.1.0",
        "design": {"psus": 40, "weighted": True, "lonely": None},
        "files": ["children.sav", "caregivers.sav"],
        "request": {"where": "=1+1"},
    },
)
INDONESIAN = Document(
    id="bahaya",
    title="Anak dan bahaya di internet – pandangan pertama",
    exhibits=(
        Exhibit(
            "tabel",
            Table(
                command="prevalence",
                title="Prevalensi menurut jenis kelamin",
                columns=(
                    Column("", "left"),
                    Column("%", unit="percent"),
                    Column("Interval kepercayaan 95 %", unit="percent"),
                    Column("n", unit="whole"),
                ),
                lines=(
                    Line(
                        ("Anak perempuan", "2,2", "1,2-4,0", "1.995"),
                        numbers=((), (0.0216654,), (0.0117, 0.0397), (1995.0,)),
                    ),
                    Line(("Anak laki-laki", "*", "*", "<5"), numbers=((), (), (), ())),
                ),
                notes=("* tidak ditampilkan, untuk melindungi responden atau karena datanya terlalu sedikit.",),
                writing=Writing(words("id"), numerals=numerals("id")),
            ),
        ),
    ),
    notes=("Sumber: survei rumah tangga.",),
    lang="id",
    words=words("id"),
    provenance={"tallybook": "0.1.0"},
)
