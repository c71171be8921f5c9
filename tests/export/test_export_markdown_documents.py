"""Markdown of a report: contents that lead to the exhibits, each with its table, and charts in words."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.export import markdown
from tests.export.office_documents import ENGLISH, INDONESIAN, chart


def test_the_whole_indonesian_report() -> None:
    assert markdown.write_document(INDONESIAN) == (
        "# Anak dan bahaya di internet – pandangan pertama\n"
        "\n"
        "## Daftar isi\n"
        "\n"
        "- [Tabel 1. Prevalensi menurut jenis kelamin](#table-1)\n"
        "\n"
        '<a id="table-1"></a>\n'
        "\n"
        "## Tabel 1. Prevalensi menurut jenis kelamin\n"
        "\n"
        "|  | % | Interval kepercayaan 95 % | n |\n"
        "| :--- | ---: | ---: | ---: |\n"
        "| Anak perempuan | 2,2 | 1,2-4,0 | 1.995 |\n"
        "| Anak laki-laki | \\* | \\* | \\<5 |\n"
        "\n"
        "- \\* tidak ditampilkan, untuk melindungi responden atau karena datanya terlalu sedikit.\n"
        "\n"
        "## Catatan\n"
        "\n"
        "- Sumber: survei rumah tangga.\n"
        "\n"
        "## Cara pembuatannya\n"
        "\n"
        "- tallybook: 0.1.0\n"
    )


def test_exhibits_stand_under_their_sections_and_the_contents_lead_to_them() -> None:
    text = markdown.write_document(ENGLISH)
    assert re.findall(r"^#+ (.*)$", text, re.MULTILINE) == [
        *("Children &amp; harm online: \\<a first look\\>", "Contents", "Experience"),
        *("Table 1. Experience of harm among children &amp; young people", "Table 2. Where it happened, by sex"),
        *(
            "Frequency",
            "Table 3. How often",
            "Table 4. Compared",
            "Table 5. Two rounds",
            "Table 6. A table of many lines",
        ),
        *("Notes", "How it was made"),
    ]
    assert re.findall(r"\]\(#(.*?)\)", text) == re.findall(r'<a id="(.*?)"></a>', text)
    assert "\n### Table 2. Where" in text
    assert "\n\nSynthetic survey, 2026\n\n" in text


def test_a_table_of_a_report_is_the_table_alone_under_another_heading() -> None:
    alone = markdown.write(ENGLISH.exhibits[5].table)
    report = markdown.write_document(replace(ENGLISH, exhibits=(replace(ENGLISH.exhibits[5], chart=None),)))
    assert alone.partition("\n\n")[2].strip() in report


def test_a_chart_is_told_in_words_and_made_up_data_are_named() -> None:
    drawn = replace(chart("bars"), alt="Bar chart: <x> 38.2 %; Video calls: not shown.")
    text = markdown.write_document(replace(ENGLISH, exhibits=(replace(ENGLISH.exhibits[0], chart=drawn),)))
    assert "\n\nBar chart: \\<x\\> 38.2 %; Video calls: not shown.\n\n" in text
    assert "\n\n**Synthetic data: only figures marked \\[published\\] are real**\n\n" in text


def test_notes_help_and_provenance_come_last() -> None:
    end = markdown.write_document(ENGLISH).partition("## Notes\n")[2]
    assert "- \\=2+2 is a note, not a sum.\n- Help: SAPA 129\n" in end
    assert "- design.psus: 40\n- design.weighted: true\n- files: children.sav; caregivers.sav\n" in end


def test_two_signs_of_a_currency_are_no_formula() -> None:
    assert "# \\$a and \\$b\n" in markdown.write_document(replace(ENGLISH, title="$a and $b"))
