"""A copy of a data file with further columns holds all that the original holds, and says what it could not keep."""

from __future__ import annotations

import re
import stat
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from analysis.errors import OutputError, UsageError
from analysis.export import copies_readstat, originals, spss_dictionary
from analysis.export.copies import COPIERS, Added, Copy, check, copied
from analysis.input import ReadOptions, ResponseSetFacts, read
from analysis.input.options import DEFAULTS

SAMPLES = Path(__file__).parents[2] / "sample_data"


def added(rows: int) -> Added:
    return Added("wt_cal", "Calibrated weight", np.random.default_rng(3).uniform(1, 90, rows))


def copy_of(data: Path, folder: Path, options: ReadOptions = DEFAULTS) -> tuple[Path, Copy, Added]:
    """A copy on the disk."""
    new = added(read(data, None, options).rows)
    made = copied(data, [new], options, folder)
    output = folder / f"copy{data.suffix}"
    output.write_bytes(made.content)
    return output, made, new


@pytest.mark.parametrize("kind", [".sav", ".dta", ".csv", ".parquet"])
@pytest.mark.parametrize("name", ["children", "caregivers", "contacts"])
def test_every_value_label_and_missing_code_of_the_sample_survives(name: str, kind: str, tmp_path: Path) -> None:
    data = SAMPLES / f"synthetic-{name}{kind}"
    output, made, new = copy_of(data, tmp_path)
    before, after = read(data), read(output)
    assert made.lost == ()
    np.testing.assert_array_equal(after.columns["wt_cal"].values, new.values)
    if kind != ".csv":
        assert after.columns["wt_cal"].facts.label == "Calibrated weight"
    assert list(after.columns) == [*before.columns, "wt_cal"]
    assert (after.facts.sets, after.facts.label, after.rows) == (before.facts.sets, before.facts.label, before.rows)
    for column, was in before.columns.items():
        now = after.columns[column]
        assert (now.facts, now.categories) == (was.facts, was.categories)
        np.testing.assert_array_equal(now.values, was.values)


@pytest.fixture
def spss(tmp_path: Path) -> Path:
    """Missing codes and ranges, measures, widths, dates, long names, letters of several alphabets, a set, a note."""
    frame = pd.DataFrame(
        {
            "a_rather_long_name_of_a_question": [1.0, 2.0, 97.0, None, 98.0],
            "income": [1.5, 2e6, -1.0, 0.1 + 0.2, None],
            "met": [13e9, 13e9 + 86400, None, 13e9, 13e9],
            "kota": ["Yogyakarta", "", "Świdnica", "東京", "Lviv"],
            "tick_one": [1.0, 0.0, 1.0, 1.0, 0.0],
            "tick_two": [0.0, 0.0, 1.0, 1.0, 1.0],
        }
    )
    path = tmp_path / "full.sav"
    pyreadstat.write_sav(
        frame,
        path,
        file_label="Überblick",
        note=["Drawn by hand"],
        column_labels={"income": "Income, in thousands", "kota": "Kota asal"},
        variable_value_labels={"a_rather_long_name_of_a_question": {1.0: "Ja", 2.0: "Nein", 97.0: "weiß nicht"}},
        missing_ranges={"a_rather_long_name_of_a_question": [97, 98], "income": [{"lo": -9, "hi": -1}]},
        variable_measure={"income": "scale", "kota": "nominal", "tick_one": "ordinal"},
        variable_display_width={"income": 14},
        variable_format={"met": "DATE11", "income": "F12.3"},
    )
    described = {
        "type": "D",
        "is_dichotomy": True,
        "counted_value": 1,
        "label": "Über beide",
        "variable_list": ["a_rather_long_name_of_a_question", "tick_one", "tick_two"],
    }
    path.write_bytes(spss_dictionary.with_sets(path.read_bytes(), {"both": described}))
    return path


def _known(path: Path) -> dict[str, Any]:
    frame, meta = pyreadstat.read_sav(path, user_missing=True, disable_datetime_conversion=True)
    names = [name for name in meta.column_names if name != "wt_cal"]
    of_columns = (
        "column_names_to_labels",
        "variable_value_labels",
        "missing_ranges",
        "variable_measure",
        "variable_display_width",
        "original_variable_types",
        "variable_alignment",
    )
    told = {name: {own: getattr(meta, name).get(own) for own in names} for name in of_columns}
    return told | {
        "values": frame[names].astype(object).where(frame[names].notna(), None).to_numpy().tolist(),
        "notes": meta.notes,
        "label": meta.file_label,
        "sets": meta.mr_sets,
    }


def test_an_spss_copy_keeps_labels_missing_codes_measures_formats_notes_and_sets(spss: Path, tmp_path: Path) -> None:
    assert _known(spss)["sets"]["both"]["label"] == "Über beide"
    output, made, _ = copy_of(spss, tmp_path)
    assert _known(output) == _known(spss)
    assert made.lost == ()
    assert read(output).facts.sets["both"].columns == read(spss).facts.sets["both"].columns


def test_a_new_column_of_an_spss_copy_is_a_scale_of_six_decimals(spss: Path, tmp_path: Path) -> None:
    meta = pyreadstat.read_sav(copy_of(spss, tmp_path)[0])[1]
    assert meta.variable_measure["wt_cal"] == "scale"
    assert meta.original_variable_types["wt_cal"] == "F12.6"
    assert meta.column_names_to_labels["wt_cal"] == "Calibrated weight"


def test_a_width_that_spss_does_not_know_is_the_widest_that_it_does(spss: Path, tmp_path: Path) -> None:
    for width, kept in ((254, 254), (255, 255), (256, 255)):
        content = spss.read_bytes()
        told = struct.pack("<2i", 7, 11)  # of each variable its measure, width and alignment
        start = content.index(told) + 16
        content = content[: start + 4] + struct.pack("<i", width) + content[start + 8 :]
        wide = tmp_path / f"wide{width}.sav"
        wide.write_bytes(content)
        name = "a_rather_long_name_of_a_question"
        assert originals.look_original("read_sav", wide, DEFAULTS).variable_display_width[name] == kept


def test_a_packed_spss_file_stays_packed(spss: Path, tmp_path: Path) -> None:
    frame, _ = pyreadstat.read_sav(spss)
    packed = tmp_path / "packed.zsav"
    pyreadstat.write_sav(frame[["income"]], packed, compress=True)
    output, _, _ = copy_of(packed, tmp_path)
    assert output.read_bytes()[:4] == b"$FL3"
    plain, _, _ = copy_of(spss, tmp_path)
    assert plain.read_bytes()[:4] == b"$FL2"
    kinds = [struct.unpack_from("<i", path.read_bytes(), 72)[0] for path in (output, plain)]
    assert kinds == [2, 1]  # packed as a whole, and byte by byte


def test_what_an_spss_copy_cannot_keep_is_told(spss: Path, tmp_path: Path) -> None:
    content = bytearray(spss.read_bytes())
    content[spss_dictionary.WEIGHT] = 2
    weighed = tmp_path / "weighed.sav"
    weighed.write_bytes(bytes(content))
    assert copy_of(weighed, tmp_path)[1].lost == ("which column weighs the cases",)
    with patch("analysis.export.copies_readstat.with_sets", lambda content, sets: content):
        assert copy_of(spss, tmp_path)[1].lost == ("response sets",)


def test_a_stata_copy_keeps_tagged_missing_values_formats_and_long_names(tmp_path: Path) -> None:
    long = "whynot_not_serious_offer_meeting"
    stamp = "<timestamp>\x1102 Feb 2002 02:02"  # whatever somebody wrote
    longest = "a" * 26, "b" * 27
    frame = pd.DataFrame(
        {"x": [1.0, 2.0, "a", "b", None], long: [1, 2, 2, 1, 2], "s": ["p", "", stamp, "r", "š"]}
        | {name: [1, 2, 2, 1, 1] for name in longest}
    )
    data = tmp_path / "tagged.dta"
    pyreadstat.write_dta(
        frame,
        data,
        missing_user_values={"x": ["a", "b"]},
        variable_value_labels={"x": {1: "one", "a": "Refused"}, **{name: {1: f"one of {name}"} for name in longest}},
        column_labels={"x": "An x", long: "Why not"},
        variable_format={"x": "%10.2f"},
        file_label="Tagged",
    )
    labelled, _, _ = copy_of(data, tmp_path)
    before, after = read(data), read(labelled)
    for name, was in before.columns.items():
        assert after.columns[name].facts == was.facts
        np.testing.assert_array_equal(after.columns[name].values, was.values)
    np.testing.assert_array_equal(after.columns["x"].tags, before.columns["x"].tags)
    assert pd.read_stata(labelled, convert_categoricals=False)[long].tolist() == [1, 2, 2, 1, 2]  # another reader
    meta = pyreadstat.read_dta(labelled)[1]
    assert [meta.original_variable_types[name] for name in ("x", "wt_cal")] == ["%10.2f", "%12.0g"]
    assert (meta.file_label, meta.column_names_to_labels["wt_cal"]) == ("Tagged", "Calibrated weight")
    assert [meta.variable_value_labels[name] for name in longest] == [{1: f"one of {name}"} for name in longest]


def test_letters_of_another_alphabet_are_read_as_they_are_said_to_be(tmp_path: Path) -> None:
    data = tmp_path / "old.dta"
    pd.DataFrame({"s": ["\N{LATIN SMALL LETTER O WITH STROKE}", "p"]}).to_stata(data, version=114, write_index=False)
    output, _, _ = copy_of(data, tmp_path, ReadOptions(encoding="cp1250"))  # where that byte is another letter
    assert pd.read_stata(output)["s"].tolist() == ["\N{LATIN SMALL LETTER R WITH CARON}", "p"]


def test_a_text_column_that_becomes_as_narrow_as_its_texts_is_not_told(tmp_path: Path) -> None:
    for kind, write, wide in ((".sav", pyreadstat.write_sav, "A30"), (".dta", pyreadstat.write_dta, "%30s")):
        data = tmp_path / f"wide{kind}"
        write(pd.DataFrame({"s": ["short", "x"], "n": [1.0, 2.0]}), data, variable_format={"s": wide})
        assert copy_of(data, tmp_path)[1].lost == ()


def test_a_format_is_kept_but_for_the_width_of_texts() -> None:
    for was, now, same in (
        ("A30", "A5", True),
        ("%-30s", "%5s", True),
        ("F8.2", "F8.0", False),
        ("A30", "F8.2", False),
    ):
        assert copies_readstat._same({"s": was}, {"s": now, "added": "F12.6"}) is same
    assert copies_readstat._same({"s": 1}, {}) is False
    assert copies_readstat._same(["a note"], []) is False


@pytest.mark.parametrize(
    ("error", "why"),
    [(OSError(28, "No space left on device"), "No space left on device"), (OSError(), "unknown reason")],
)
def test_a_disk_that_takes_no_copy_is_told_with_the_reason(error: OSError, why: str, tmp_path: Path) -> None:
    data = SAMPLES / "synthetic-contacts.sav"
    with patch("pyreadstat.write_sav", side_effect=error), pytest.raises(OutputError, match=f": {why}; name another"):
        copied(data, [added(read(data).rows)], DEFAULTS, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_text_keeps_every_character_and_gets_its_own_marks(tmp_path: Path) -> None:
    data = tmp_path / "d.csv"
    data.write_bytes('nr;"Über; uns";x\r\n1;"zwei\nZeilen";1,5\r\n\r\n2;"""q""";2,25'.encode("cp1252"))
    made = copied(data, [Added("w", "", np.array([0.1, 1234.5]))], DEFAULTS, tmp_path)
    text = 'nr;"Über; uns";x;w\r\n1;"zwei\nZeilen";1,5;0,1\r\n\r\n2;"""q""";2,25;1234,5'
    assert made.content == text.encode("cp1252")


@pytest.mark.parametrize("kind", [".sav", ".dta", ".csv", ".parquet"])
def test_the_same_copy_has_the_same_bytes(kind: str, tmp_path: Path) -> None:
    data = SAMPLES / f"synthetic-contacts{kind}"
    new = [added(read(data).rows)]
    first = copied(data, new, DEFAULTS, tmp_path).content
    assert first == copied(data, new, DEFAULTS, tmp_path).content
    told = {".sav": b"01 Jan 80" + b"00:00:00", ".dta": b"<timestamp>\x1101 Jan 1980 00:00</timestamp>"}
    assert told.get(kind, b"") in first[:400]  # the only time in it


def test_what_passes_a_file_is_seen_by_nobody_else_and_is_gone(tmp_path: Path) -> None:
    seen: list[tuple[Path, int]] = []
    real = pyreadstat.write_sav

    def watched(frame: Any, path: str, **how: Any) -> None:
        seen.append((Path(path).parent, stat.S_IMODE(Path(path).stat().st_mode)))
        real(frame, path, **how)

    with patch("pyreadstat.write_sav", watched):
        data = SAMPLES / "synthetic-contacts.sav"
        copied(data, [added(read(data).rows)], DEFAULTS, tmp_path)
    assert seen == [(tmp_path, 0o600)]
    assert list(tmp_path.iterdir()) == []


def test_a_copy_keeps_the_format_of_the_data() -> None:
    check(Path("a.sav"), Path("b.SAV"))
    with pytest.raises(UsageError, match=r"keeps its format; let the name of the output end in \.sav"):
        check(Path("a.sav"), Path("b.csv"))
    with pytest.raises(UsageError, match=r"\.xlsx files cannot be copied with all they hold; save a\.xlsx as \.sav"):
        check(Path("a.xlsx"), Path("b.xlsx"))
    with pytest.raises(UsageError, match=r"^such files cannot be copied with all they hold; save data as"):
        check(Path("data"), Path("data"))
    assert set(COPIERS) == {".sav", ".zsav", ".dta", ".parquet", ".csv", ".tsv", ".txt"}


def test_sets_are_written_into_a_dictionary_of_every_kind_of_record(tmp_path: Path) -> None:
    path = tmp_path / "full.sav"
    long = "a_rather_long_name_of_a_question"
    frame = pd.DataFrame({long: [1.0, 2.0], "x": [1.0, 5.0], "t": ["a", "a longer text than eight"]})
    pyreadstat.write_sav(
        frame,
        path,
        file_label="Überblick",
        note=["A line", "and another"],
        column_labels={long: "five5", "x": "Of four letters or of more", "t": "four"},
        variable_value_labels={long: {1.0: "Ja", 2.0: "Nein, und zwar nie", 3.0: "sieben7", 4.0: "achtacht"}},
        missing_ranges={long: [97, 98], "x": [{"lo": 7, "hi": 9}], "t": ["b"]},
    )
    before = read(path)
    sets = {
        "$who": {"label": "Wer für wen", "is_dichotomy": True, "counted_value": 12, "variable_list": [long, "X"]},
        "kind": {"label": "", "is_dichotomy": False, "counted_value": None, "variable_list": ["t"]},
    }
    content = spss_dictionary.with_sets(path.read_bytes(), sets)
    assert spss_dictionary.with_sets(content, {}) == content
    (short,) = re.findall(rb"(\w+)=" + long.encode(), content)
    assert b"\n$" not in content.partition(b"$who=")[0]
    said = f"$who=D2 12 {len('Wer für wen'.encode())} Wer für wen {short.decode().lower()} x\n$kind=C 0  t\n"
    assert said.encode() in content  # as PSPP describes it: bytes of the label, short names in small letters
    path.write_bytes(content)
    after = read(path)
    assert (after.rows, replace(after.facts, sets={})) == (2, before.facts)
    for name, column in before.columns.items():
        assert after.columns[name].values.tolist() == column.values.tolist()
    assert after.facts.sets == {
        "who": ResponseSetFacts("who", "Wer für wen", (long, "x"), 12.0),
        "kind": ResponseSetFacts("kind", "", ("t",), None),
    }
