"""The words of sample designs other than strata and clusters: unequal probabilities, and two phases."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: dict[str, str] = {
    "by_brewer": "Taylor linearisation, unequal probabilities without replacement (Brewer)",
    "by_overton_ht": "Taylor linearisation, unequal probabilities without replacement (Overton, Horvitz-Thompson form)",
    "by_overton_yg": "Taylor linearisation, unequal probabilities without replacement (Overton, Yates-Grundy form)",
    "by_hartley-rao_ht": "Taylor linearisation, unequal probabilities without replacement (Hartley-Rao, "
    "Horvitz-Thompson form)",
    "by_hartley-rao_yg": "Taylor linearisation, unequal probabilities without replacement (Hartley-Rao, "
    "Yates-Grundy form)",
    "by_two_phases": "Taylor linearisation over two phases",
    "note_negative_variance": "No standard error and no interval are given where the variance that the design "
    "estimates is negative.",
    "a negative variance": "no test, because the variance that the design estimates is negative",
    "note_second_phase": "Two phases: of {of} units of the first, {drawn} were drawn in the second (strata: {strata}).",
}

INDONESIAN: dict[str, str] = {
    "by_brewer": "linearisasi Taylor, peluang tidak sama tanpa pengembalian (Brewer)",
    "by_overton_ht": "linearisasi Taylor, peluang tidak sama tanpa pengembalian (Overton, bentuk Horvitz-Thompson)",
    "by_overton_yg": "linearisasi Taylor, peluang tidak sama tanpa pengembalian (Overton, bentuk Yates-Grundy)",
    "by_hartley-rao_ht": "linearisasi Taylor, peluang tidak sama tanpa pengembalian (Hartley-Rao, "
    "bentuk Horvitz-Thompson)",
    "by_hartley-rao_yg": "linearisasi Taylor, peluang tidak sama tanpa pengembalian (Hartley-Rao, bentuk Yates-Grundy)",
    "by_two_phases": "linearisasi Taylor atas dua fase",
    "note_negative_variance": "Galat baku dan interval tidak diberikan bila varians yang diduga dari desain "
    "bernilai negatif.",
    "a negative variance": "tanpa uji, karena varians yang diduga dari desain bernilai negatif",
    "note_second_phase": "Dua fase: dari {of} unit fase pertama, {drawn} diambil pada fase kedua (strata: {strata}).",
}

DESIGN_WORDS: Mapping[str, dict[str, str]] = {"en": ENGLISH, "id": INDONESIAN}
