"""LaTeX: a document that compiles, in which every character of the words is shown and none is a command."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.export import latex
from analysis.presentation.document import Document, Exhibit
from analysis.presentation.table import Column, Line, Table
from analysis.presentation.words import words
from tests.export.office_documents import ENGLISH, INDONESIAN, LONG, table

SHOWN = {
    r"\textbackslash{}": "\\",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\textless{}": "<",
    r"\textgreater{}": ">",
    "{[}": "[",
    "{]}": "]",
    "{*}": "*",
    r"\{": "{",
    r"\}": "}",
    **{f"\\{sign}": sign for sign in "#$%&_"},
}


def read(cell: str) -> str:
    """What a cell shows, by the rules of LaTeX."""
    return re.sub("|".join(map(re.escape, SHOWN)), lambda command: SHOWN[command[0]], cell.strip())


@pytest.mark.parametrize("document", [ENGLISH, INDONESIAN], ids=["English", "Indonesian"])
def test_every_cell_says_what_the_table_says(document: Document) -> None:
    tables = re.findall(r"\\endfoot\n(.*?)\\end\{longtable\}", latex.write(document), re.DOTALL)
    for exhibit, body in zip(document.exhibits, tables, strict=False):
        rows = [row for row in body.splitlines() if row and row != r"\addlinespace"]
        for row, line in zip(rows, exhibit.table.lines, strict=True):
            words = re.sub(r" \\\\\*?$", "", row)
            if line.kind != "line":
                assert read(words).endswith(f"{{{line.cells[0]}}}}}")
                continue
            cells = [read(cell) for cell in re.split(r"(?<!\\)&", words)]
            assert [re.sub(r"^\\hspace\*\{\dem\}", "", cell) for cell in cells] == [cell.strip() for cell in line.cells]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("50 % of R&D_x #1", r"50 \% of R\&D\_x \#1"),
        ("{a} $b$ ~ ^", r"\{a\} \$b\$ \textasciitilde{} \textasciicircum{}"),
        ("\\input{x}", r"\textbackslash{}input\{x\}"),
        ("1.2–4.0 — a", r"1.2\textendash{}4.0 \textemdash{} a"),
        ("a--b ''c'' ,,d", "a-{}-b '{}'c'{}' ,{},d"),
        ("−1 ≥ 0", r"\ensuremath{-}1 \ensuremath{\ge} 0"),
        ("*[x]", "{*}{[}x{]}"),
        ("a\nb\x07", "a b "),
    ],
)
def test_words_are_not_commands(words: str, written: str) -> None:
    assert latex.escaped(words) == written


def test_heads_repeat_and_short_tables_are_not_broken() -> None:
    text = latex.write(replace(ENGLISH, exhibits=(ENGLISH.exhibits[0], ENGLISH.exhibits[5])))
    short, long = re.findall(r"\\begin\{longtable\}.*?\\end\{longtable\}", text, re.DOTALL)[:2]
    for part in (short, long):
        assert re.search(r"\\endfirsthead\n\\toprule\n.*95 \\% CI.*\n\\midrule\n\\endhead", part)
        assert r"\bottomrule" in part
    assert len(re.findall(r"(?<!\*)\n(?!\\)", short.partition(r"\endfoot")[2])) <= 1
    assert re.search(r"\\\\\n", long.partition(r"\endfoot")[2])


def test_title_contents_captions_notes_and_provenance_are_in_the_words_of_the_language() -> None:
    english, indonesian = latex.write(ENGLISH), latex.write(INDONESIAN)
    assert r"\section{Experience}" in english
    assert "\n{\\large\\raggedright Synthetic survey, 2026\\par}\n" in english
    assert r"\large" not in indonesian
    assert r"\caption[]{\textbf{Where it happened, by sex.} Internet users aged 12-17" in english
    assert english.count("rests on too few.") == len(ENGLISH.exhibits)
    assert r"design.psus & 40" in english
    assert r"\renewcommand{\tablename}{Tabel}" in indonesian
    assert r"\renewcommand{\contentsname}{Daftar isi}" in indonesian
    assert "pdflang={id-ID}" in indonesian


def test_made_up_data_are_named_on_every_page() -> None:
    warning = r"Synthetic data: only figures marked {[}published{]} are real"
    text = latex.write(ENGLISH)
    assert rf"\markright{{\textup{{\bfseries {warning}}}}}" in text
    assert rf"{{\bfseries {warning}\par}}" in text
    assert "sintetis" not in latex.write(INDONESIAN)


def test_a_picture_is_named_only_where_its_name_is_safe() -> None:
    text = latex.write(ENGLISH)
    assert r"\IfFileExists{harm.png}{\begin{center}\includegraphics[width=\linewidth]{harm.png}" in text
    assert "by:sex" not in text


def body(made: Table) -> list[str]:
    """The lines of LaTeX of one table."""
    text = latex.write(Document("x", "x", (Exhibit("x", made),), words=words("en")))
    return text.partition("\\small\n")[2].partition("\n\\footnotesize")[0].split("\n")


def test_the_whole_of_a_small_table() -> None:
    made = Table(
        "x",
        "Told",
        "past year",
        columns=(Column("", "left"), Column("n")),
        lines=(
            Line(("Sex", ""), "group"),
            Line(("  Girls, who told somebody or not", "1")),
            Line(("Age",), "group"),
            Line(("In", "years"), "subgroup"),
            Line(("12-14",)),
        ),
        notes=("A & b.",),
    )
    whole = r"{>{\raggedright\arraybackslash}p{\dimexpr \linewidth-2\tabcolsep\relax}}"
    assert body(made) == [
        r"\begin{longtable}{"
        r">{\raggedright\arraybackslash}p{\dimexpr 0.9205\linewidth-2\tabcolsep\relax}"  # 81 of 88
        r">{\raggedleft\arraybackslash}p{\dimexpr 0.0795\linewidth-2\tabcolsep\relax}}",  # 5 and a gap of 2
        r"\caption[]{\textbf{Told.} past year}\\",
        *(r"\toprule", r" & \textbf{n} \\", r"\midrule", r"\endfirsthead"),
        *(r"\toprule", r" & \textbf{n} \\", r"\midrule", r"\endhead", r"\bottomrule", r"\endfoot"),
        rf"\multicolumn{{2}}{whole}{{\textbf{{Sex}}}} \\*",
        r"\hspace*{1em}Girls, who told somebody or not & 1 \\*",
        r"\addlinespace",
        rf"\multicolumn{{2}}{whole}{{\textbf{{Age}}}} \\*",
        rf"\multicolumn{{2}}{whole}{{\textit{{In years}}}} \\*",
        r"12-14 &  \\",
        r"\end{longtable}",
    ]
    text = latex.write(Document("x", "x", (Exhibit("x", made),), words=words("en")))
    assert "\\setcounter{table}{0}\n\\small\n" in text
    assert "\n\\footnotesize\nA \\& b.\\par\n\\normalsize\n" in text


@pytest.mark.parametrize(
    ("title", "subtitle", "caption"),
    [
        ("Told", "", r"\textbf{Told}"),
        ("Told", "all", r"\textbf{Told.} all"),
        ("Told.", "all", r"\textbf{Told.} all"),
        ("Told?", "all", r"\textbf{Told?} all"),
        ("Told!", "all", r"\textbf{Told!} all"),
    ],
)
def test_a_title_ends_in_one_stop_before_its_subtitle(title: str, subtitle: str, caption: str) -> None:
    made = Table("x", title, subtitle, columns=(Column(""),), lines=(Line(("a",)),))
    assert body(made)[1] == rf"\caption[]{{{caption}}}\\"
    assert f"\n{caption}\\par\n" in latex.write(
        Document("x", "x", (Exhibit("x", replace(made, lines=())),), words=words("en"))
    )


def test_a_table_of_28_lines_moves_to_the_next_page_and_one_of_29_breaks() -> None:
    def rows(count: int) -> list[str]:
        lines = (Line(("Sex",), "group"), *(Line((str(place),)) for place in range(count - 1)))
        return body(Table("x", "x", columns=(Column("", "left"),), lines=lines))[-count - 1 : -1]

    assert [row.endswith("*") for row in rows(28)] == [True] * 27 + [False]
    assert [row.endswith("*") for row in rows(29)] == [True] + [False] * 28


def test_an_address_and_a_long_key_may_break_after_their_signs() -> None:
    address = "https://example.org/a-very-long_address/of.pages"
    assert latex.escaped(address) == (
        r"https:/\allowbreak{}/\allowbreak{}example.\allowbreak{}org/\allowbreak{}a-\allowbreak{}very-\allowbreak{}"
        r"long\_\allowbreak{}address/\allowbreak{}of.\allowbreak{}pages"
    )
    assert latex.escaped("a/" * 14 + "b") == "a/" * 14 + "b"  # of 29 characters
    assert latex.escaped("x" * 29 + "/") == "x" * 29 + "/"  # nothing follows


def test_what_the_numbers_stand_on_may_break_over_pages() -> None:
    end = latex.write(ENGLISH).partition(r"\section{How it was made}")[2]
    assert end.startswith("\n\\small\n\\begin{longtable}{>{\\raggedright\\arraybackslash}p{")
    assert "\\caption" not in end
    assert "*\n" not in end.partition("\\endfoot")[2]
    assert r"\textbf{Item} & \textbf{Value} \\" in end


def test_help_stands_among_the_notes_and_a_language_that_latex_does_not_know_is_english() -> None:
    text = latex.write(replace(ENGLISH, lang="fr"))
    assert "\n\\section{Notes}\n" in text
    assert "\nHelp: SAPA 129\\par\n" in text
    assert "pdflang={en-GB}" in text
    bare = latex.write(Document("x", "x", (), words=words("en")))
    assert "\\section" not in bare
    assert bare.endswith("\\tableofcontents\\bigskip\n\\end{document}\n")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex here")
def test_it_compiles_without_a_complaint(tmp_path: Path) -> None:
    odd = table("Odd: " + " ".join(chr(code) for code in range(33, 127)), ENGLISH.exhibits[0].table.lines)
    odd = replace(odd, notes=(f"{LONG} – — − … × ≤ ≥ † “quoted” é ñ",))
    document = replace(ENGLISH, exhibits=(replace(ENGLISH.exhibits[0], table=odd),))
    (tmp_path / "report.tex").write_text(latex.write(document), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "report.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Overfull" not in done.stdout
    assert "Missing character" not in done.stdout
