"""Charts made by hand for the tests of the pictures, in both languages: every kind, long labels, hidden numbers."""

from __future__ import annotations

from dataclasses import replace

from analysis.choices import ChartKind
from analysis.presentation.chart import Chart, Mark
from analysis.presentation.rounding import numerals
from analysis.presentation.words import words as words_of

Number = tuple[float, float, float] | None

PLATFORMS = {
    "en": (
        "Social media",
        "Instant messaging",
        "Online games",
        "Video sharing",
        "Dating or chat sites where people who do not know each other are put in touch by the service",
        "Telephone (calls and text messages)",
        "Other",
    ),
    "id": (
        "Media sosial",
        "Aplikasi pesan instan",
        "Gim daring",
        "Berbagi video",
        "Situs kencan atau obrolan yang mempertemukan orang yang tidak saling mengenal melalui layanan",
        "Telepon (panggilan dan pesan singkat)",
        "Lainnya",
    ),
}
SHARES: tuple[Number, ...] = (
    (0.382, 0.339, 0.427),
    (0.315, 0.274, 0.359),
    (0.179, 0.146, 0.217),
    (0.142, 0.112, 0.178),
    (0.061, 0.042, 0.088),
    (0.03, 0.017, 0.052),
    None,
)
GROUPS = {
    "en": ("Girls", "Boys", "12-13 years", "14-15 years", "16-17 years", "Urban areas", "Rural areas"),
    "id": (
        "Anak perempuan",
        "Anak laki-laki",
        "12-13 tahun",
        "14-15 tahun",
        "16-17 tahun",
        "Perkotaan",
        "Perdesaan",
    ),
}
HEADINGS = {"en": ("Sex", "Age", "Place of residence"), "id": ("Jenis kelamin", "Umur", "Tempat tinggal")}
ANSWERS = {
    "en": ("Never", "Once or twice", "Sometimes", "Often"),
    "id": ("Tidak pernah", "Sekali atau dua kali", "Kadang-kadang", "Sering"),
}
TITLES = {
    "en": {
        "bars": "Social media and messaging are where contact with offenders happened most often",
        "dots": "Older children are subjected to it more often than younger ones",
        "grouped": "Girls and boys are contacted on the same platforms",
        "multiples": "The order of the platforms is the same in every group",
        "stack": "Frequency rises with age",
        "slope": "What children know has grown between the rounds, save for one",
        "one-in": "About one in fifty children was subjected to it in the past year",
        "card": "Two of seven recommendations have been carried out",
    },
    "id": {
        "bars": "Kontak dengan pelaku paling sering terjadi di media sosial dan aplikasi pesan instan",
        "dots": "Anak yang lebih tua lebih sering mengalaminya daripada yang lebih muda",
        "grouped": "Anak perempuan dan anak laki-laki dihubungi melalui platform yang sama",
        "multiples": "Urutan platform sama di setiap kelompok",
        "stack": "Kekerapan meningkat seiring bertambahnya umur",
        "slope": "Pengetahuan anak meningkat di antara kedua putaran, kecuali satu hal",
        "one-in": "Sekitar satu dari lima puluh anak mengalaminya dalam setahun terakhir",
        "card": "Dua dari tujuh rekomendasi telah dilaksanakan",
    },
}
SUBTITLES = {
    "en": "% of internet-using children aged 12-17 who named the platform, with 95 % confidence intervals",
    "id": "% anak pengguna internet berusia 12-17 tahun yang menyebut platform itu, dengan interval kepercayaan 95 %",
}
NOTES = {
    "en": (
        "Base: internet-using children aged 12-17 who were subjected to it in the past year (n = 995, unweighted).",
        "* not shown, to protect respondents or because it rests on too few.",
        "Source: Synthetic household survey. Weighted; Korn-Graubard intervals, Taylor linearisation.",
    ),
    "id": (
        "Basis: anak pengguna internet berusia 12-17 tahun yang mengalaminya dalam setahun terakhir (n = 995).",
        "* tidak ditampilkan, untuk melindungi responden atau karena didasarkan pada terlalu sedikit kasus.",
        "Sumber: Survei rumah tangga sintetis. Tertimbang; interval Korn-Graubard, linearisasi Taylor.",
    ),
}
AXES = {"en": "% of children, 95 % CI", "id": "% anak, IK 95 %"}


def mark(label: str, number: Number, lang: str = "en", *, n: int = 412, series: str = "", panel: str = "") -> Mark:
    """A mark with its words as the table writes them; hidden without a number."""
    write = numerals(lang)
    if number is None:
        return Mark(label, series, panel, text="*", n=write.whole(n), base=n, status="suppressed", reason="hidden")
    value, low, high = number
    return Mark(
        *(label, series, panel, value, low, high),
        text=write.percent(value),
        bounds=write.interval(low, high, 1),
        n=write.whole(n),
        base=n,
    )


def chart(kind: ChartKind, marks: tuple[Mark, ...], lang: str = "en", *, synthetic: bool = True) -> Chart:
    """A chart with all its words."""
    words = words_of(lang)
    return Chart(
        kind=kind,
        title=TITLES[lang][kind],
        subtitle=SUBTITLES[lang],
        marks=marks,
        axis=AXES[lang],
        notes=NOTES[lang],
        alt=f"{TITLES[lang][kind]}: " + "; ".join(f"{one.label} {one.text}" for one in marks),
        synthetic=words["synthetic_in_picture"] if synthetic else "",
        lang=lang,
        words=words,
        numerals=numerals(lang),
    )


def shifted(number: Number, by: float) -> Number:
    """The same interval somewhere else."""
    return None if number is None else tuple(min(max(part + by, 0.0), 1.0) for part in number)  # type: ignore[return-value]


def bars(lang: str = "en", count: int = 7) -> Chart:
    """Platforms, the longest first, the last one hidden; more than seven repeat with numbers behind them."""
    names = [PLATFORMS[lang][i % 7] + (f" {i // 7 + 1}" if i >= 7 else "") for i in range(count)]
    numbers = sorted((SHARES[i % 7] for i in range(count)), key=lambda number: -1.0 if number is None else -number[0])
    numbers = [number for number in numbers if number] + [None] * numbers.count(None)
    return chart("bars", tuple(map(mark, names, numbers, [lang] * count)), lang)


def dots(lang: str = "en", count: int = 7) -> Chart:
    """Groups under headings, the total as a line."""
    panels = [HEADINGS[lang][0]] * 2 + [HEADINGS[lang][1]] * 3 + [HEADINGS[lang][2]] * 2
    marks = tuple(
        mark(GROUPS[lang][i % 7], (SHARES * 2)[(i + 3) % 7], lang, n=1412 - 83 * (i % 12), panel=panels[i % 7])
        for i in range(count)
    )
    total = {"en": "Total", "id": "Jumlah"}[lang]
    return replace(chart("dots", marks, lang), reference=mark(total, (0.124, 0.108, 0.142), lang))


def grouped(lang: str = "en", series: int = 2) -> Chart:
    """Platforms by group."""
    marks = [
        mark(label, None if (i, j) == (2, 1) else shifted(number, 0.03 * j), lang, series=GROUPS[lang][j])
        for i, (label, number) in enumerate(zip(PLATFORMS[lang], SHARES, strict=True))
        for j in range(series)
    ]
    return chart("grouped", tuple(marks), lang)


def multiples(lang: str = "en", panels: int = 4) -> Chart:
    """Platforms in a panel for each group."""
    marks = [
        mark(label, shifted(number, 0.02 * j), lang, panel=panel)
        for j, panel in enumerate(GROUPS[lang][:panels])
        for label, number in zip(PLATFORMS[lang], SHARES, strict=True)
    ]
    return chart("multiples", tuple(marks), lang)


def stack(lang: str = "en") -> Chart:
    """Answers of a scale; of one group two parts are hidden, of another all, and one does not add to 100."""
    parts: dict[int, tuple[float | None, ...]] = {
        0: (0.61, 0.22, 0.115, 0.055),
        1: (0.58, 0.24, 0.12, 0.06),
        2: (0.70, 0.18, 0.08, 0.04),
        3: (0.60, 0.23, None, None),
        4: (0.52, 0.26, 0.14, 0.05),
        5: (None, None, None, None),
        6: (0.012, 0.018, 0.95, 0.02),
    }
    marks = [
        mark(GROUPS[lang][i], None if share is None else (share, share, share), lang, n=300 + 7 * i, series=answer)
        for i, shares in parts.items()
        for answer, share in zip(ANSWERS[lang], shares, strict=True)
    ]
    return chart("stack", tuple(marks), lang)


def slope(lang: str = "en") -> Chart:
    """Two rounds; ends lie close together, one is hidden in the second."""
    before: tuple[Number, ...] = (*SHARES[:4], (0.15, 0.11, 0.19), (0.145, 0.105, 0.185), (0.02, 0.01, 0.04))
    marks = [
        mark(label, None if (i, j) == (6, 1) else shifted(number, j * (0.06 - 0.03 * i)), lang, series=round_)
        for j, round_ in enumerate(("2021", "2026"))
        for i, (label, number) in enumerate(zip(PLATFORMS[lang], before, strict=True))
    ]
    return chart("slope", tuple(marks), lang)


def one_in(lang: str = "en", count: int | None = 50) -> Chart:
    """A sentence with its grid; hidden without a count."""
    words = words_of(lang)["one_in"]
    label = {"en": "Internet-using children aged 12-17", "id": "Anak pengguna internet berusia 12-17 tahun"}[lang]
    one = mark(label, None, lang)
    if count is not None:
        number = (1 / count, 0.5 / count, 2 / count)
        one = replace(mark(label, number, lang), text=words.format(count=count), detail=str(count))
    return chart("one-in", (one,), lang)


def card(lang: str = "en") -> Chart:
    """Goals with ratings of all four kinds; some with work by others."""
    ratings = {
        "en": ("Significant progress", "Partial progress", "Inadequate", "Unknown"),
        "id": ("Kemajuan berarti", "Kemajuan sebagian", "Belum memadai", "Tidak diketahui"),
    }[lang]
    names = ("significant", "partial", "inadequate", "unknown")
    goals = {
        "en": ("Goal 1: Children know where to find help", "Goal 2: Those who work with children recognise abuse"),
        "id": ("Tujuan 1: Anak tahu tempat mencari bantuan", "Tujuan 2: Petugas mengenali tanda-tanda kekerasan"),
    }[lang]
    facts = {
        "en": "41.0 % in 2021, 52.3 % in 2026; a helpline has been open day and night since 2024",
        "id": "41,0 % pada 2021, 52,3 % pada 2026; layanan telepon dibuka siang dan malam sejak 2024",
    }[lang]
    tag = words_of(lang)["worked_on_by_ngos"]
    marks = tuple(
        Mark(
            PLATFORMS[lang][i],
            panel=goals[i // 4],
            text=ratings[i % 4],
            detail=facts if i % 3 else "",
            tag=tag if i % 3 == 1 else "",
        )
        for i in range(7)
    )
    whole = chart("card", marks, lang)
    return replace(whole, words={**whole.words, **dict(zip(names, ratings, strict=True))})


EXAMPLES = {
    "bars": bars,
    "dots": dots,
    "grouped": grouped,
    "multiples": multiples,
    "stack": stack,
    "slope": slope,
    "one-in": one_in,
    "card": card,
}
