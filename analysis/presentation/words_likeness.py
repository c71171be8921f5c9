"""The words of `--like` in every language they are printed in: which switches a system has set."""

from __future__ import annotations

from collections.abc import Mapping

LIKENESS_WORDS: Mapping[str, dict[str, str]] = {
    "en": {
        "note_like": "Like {system}: {options}.",
        "note_like_nothing": "Like {system}: this sets nothing here.",
        "note_like_typed": "Not as {system} has it, since it was typed or stands in the codebook: {options}.",
        "note_like_left": "Not of {system}, but our own, as --like has no rule for it here: {options}.",
        "note_like_count_left": "Not of {system}, but our own: intervals of counts.",
        "note_like_mean_left": "Not of {system}, but our own: intervals of means, ratios and totals.",
        "note_like_count_wald": "Like {system}: intervals of counts are Wald's.",
        "note_like_count_log-t": "Like {system}: intervals of counts are made on the log scale.",
        "note_like_mean_t": "Like {system}: intervals of means, ratios and totals by Student's t.",
        "note_like_mean_normal": "Like {system}: intervals of means, ratios and totals by the normal.",
        "note_like_less_1": "Like {system}: comparisons have one degree of freedom less.",
    },
    "id": {
        "note_like": "Seperti {system}: {options}.",
        "note_like_nothing": "Seperti {system}: di sini tidak ada yang ditetapkan.",
        "note_like_typed": "Tidak seperti {system}, karena diketik atau tertulis di buku kode: {options}.",
        "note_like_left": "Bukan dari {system}, melainkan dari kami, karena di sini --like tanpa aturan: {options}.",
        "note_like_count_left": "Bukan dari {system}, melainkan dari kami: interval jumlah kasus.",
        "note_like_mean_left": "Bukan dari {system}, melainkan dari kami: interval rata-rata, rasio dan total.",
        "note_like_count_wald": "Seperti {system}: interval jumlah kasus menurut Wald.",
        "note_like_count_log-t": "Seperti {system}: interval jumlah kasus dihitung pada skala log.",
        "note_like_mean_t": "Seperti {system}: interval rata-rata, rasio dan total menurut t Student.",
        "note_like_mean_normal": "Seperti {system}: interval rata-rata, rasio dan total menurut distribusi normal.",
        "note_like_less_1": "Seperti {system}: derajat bebas perbandingan dikurangi satu.",
    },
}
