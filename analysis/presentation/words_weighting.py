"""The words of weights: what `tallybook weight` tells of them, and what a table says of calibrated ones."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH = {
    "note_calibrated": "Weights calibrated to known totals of {variables}; what these explain is not in the variance.",
    "note_shares_scaled": "Shares of {variables} that did not add up to 1, and were scaled.",
    "weights_title": "Weights",
    "weights_before": "Before",
    "weights_after": "After",
    "weights_total": "Known",
    "weights_off": "Off before",
    "weights_spread": "Spread of the weights",
    "weights_rows": "rows with a weight",
    "weights_sum": "sum of weights",
    "weights_kish": "design effect of weighting (Kish)",
    "weights_effective": "effective number of rows (Kish)",
    "weights_quantile": "{percent} % have at most",
    "weights_median": "median",
    "weights_ratio": "ratio of {high} % to {low} %",
    "weights_margins": "Totals",
    "weights_sum_of": "sum of {name}",
    "weights_population": "everybody",
    "note_weights_nonresponse": "Weights moved from nonrespondents to respondents in {classes} classes; "
    "the largest factor is {factor}.",
    "note_weights_method": "Calibrated by {method}, rounds: {rounds}.",
    "note_weights_bounds": "Factors of the calibration are kept from {low} to {high}; rows at a bound: {count}.",
    "note_weights_cap": "No weight is above {cap}; rows that were above it: {count}.",
    "note_weights_gap": "Largest distance from a known total, of that total: before {before} %, after {after} %.",
    "note_weights_few": "Levels with fewer than 5 rows (*), whose sums are not shown: merge them with others.",
    "note_weights_written": "Written to {file} as {name}.",
    "note_weights_lost": "Not kept in the copy: {what}.",
    "note_weights_design": "The column alone does not tell a variance that it was calibrated. For that keep the design "
    "weight in the codebook, with calibration: {{margins: {file}, method: {method}}} in its design.",
    "note_weights_unwritten": "Nothing was written; name a file with --output.",
}
INDONESIAN = {
    "note_calibrated": "Bobot dikalibrasi ke total populasi menurut {variables}; yang dijelaskannya tidak termasuk "
    "dalam varians.",
    "note_shares_scaled": "Proporsi {variables} tidak berjumlah 1 dan disesuaikan.",
    "weights_title": "Bobot",
    "weights_before": "Sebelum",
    "weights_after": "Sesudah",
    "weights_total": "Diketahui",
    "weights_off": "Selisih sebelum",
    "weights_spread": "Sebaran bobot",
    "weights_rows": "baris berbobot",
    "weights_sum": "jumlah bobot",
    "weights_kish": "efek desain pembobotan (Kish)",
    "weights_effective": "jumlah baris efektif (Kish)",
    "weights_quantile": "{percent} % paling banyak",
    "weights_median": "median",
    "weights_ratio": "rasio {high} % terhadap {low} %",
    "weights_margins": "Total",
    "weights_sum_of": "jumlah {name}",
    "weights_population": "semua orang",
    "note_weights_nonresponse": "Bobot dipindahkan dari yang tidak menjawab ke yang menjawab dalam {classes} kelas; "
    "faktor terbesar {factor}.",
    "note_weights_method": "Dikalibrasi dengan {method}, putaran: {rounds}.",
    "note_weights_bounds": "Faktor kalibrasi dibatasi dari {low} sampai {high}; baris pada batas: {count}.",
    "note_weights_cap": "Tidak ada bobot di atas {cap}; baris yang semula di atasnya: {count}.",
    "note_weights_gap": "Selisih terbesar dari total yang diketahui: sebelum {before} %, sesudah {after} %.",
    "note_weights_few": "Kelompok dengan kurang dari 5 baris (*), jumlahnya tidak ditampilkan: gabungkan dengan "
    "yang lain.",
    "note_weights_written": "Ditulis ke {file} sebagai {name}.",
    "note_weights_lost": "Tidak tersimpan dalam salinan: {what}.",
    "note_weights_design": "Kolom itu saja tidak memberi tahu varians bahwa bobot dikalibrasi. Untuk itu pertahankan "
    "bobot rancangan di buku kode, dengan calibration: {{margins: {file}, method: {method}}} pada rancangannya.",
    "note_weights_unwritten": "Tidak ada yang ditulis; sebutkan berkas dengan --output.",
}
WEIGHTING_WORDS: Mapping[str, dict[str, str]] = {"en": ENGLISH, "id": INDONESIAN}
