"""The words of medians, quantiles and distributions in every language they are printed in."""

from __future__ import annotations

from collections.abc import Mapping

DISTRIBUTION_WORDS: Mapping[str, dict[str, str]] = {
    "en": {
        "median": "median",
        "quantile": "quantiles",
        "variance": "variance",
        "quantile_of": "{share} % at or below",
        "bin_below": "below {low}",
        "bin_first": "{low} to {high}",
        "bin": "above {low} to {high}",
        "bin_above": "above {high}",
        "up_to_point": "{high} or less",
        "note_jackknife_quantiles": "A jackknife gives no valid error of a quantile found again under each replicate; "
        "take --quantile-interval woodruff.",
        "note_quantiles_rounded": "Quantiles and intervals have {digits} digits, to protect respondents.",
    },
    "id": {
        "median": "median",
        "quantile": "kuantil",
        "variance": "varians",
        "quantile_of": "{share} % di bawah atau sama dengan",
        "bin_below": "di bawah {low}",
        "bin_first": "{low} sampai {high}",
        "bin": "di atas {low} sampai {high}",
        "bin_above": "di atas {high}",
        "up_to_point": "{high} atau kurang",
        "note_jackknife_quantiles": "Jackknife tidak memberi galat yang sah bagi kuantil yang dicari ulang di setiap "
        "replikasi; pakai --quantile-interval woodruff.",
        "note_quantiles_rounded": "Kuantil dan intervalnya ditulis dengan {digits} angka, untuk melindungi responden.",
    },
}
