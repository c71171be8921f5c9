"""What the files say of their own columns, in English, read from the codebooks so that nothing is labelled twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml

CODEBOOKS = Path(__file__).resolve().parents[2] / "codebooks"
REASONS = {"refused": "Refused", "dont_know": "Don't know", "no_answer": "No answer"}
TICKED = {0: "Not mentioned", 1: "Mentioned"}


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of one codebook: of each column, of its codes, and the codes that are missing answers."""

    title: str
    column: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[int, str]] = field(default_factory=dict)
    missing: dict[str, list[int]] = field(default_factory=dict)


def english(label: str | dict[str, str]) -> str:
    """The English wording of a label; a label that is one string serves every language."""
    return label if isinstance(label, str) else label["en"]


def set_columns(source: dict, item: str) -> list[tuple[str, str]]:
    """Each 0/1 column of one item of a response set, and what to add to its label."""
    if "columns" in source:
        return [(source["columns"].format(item=item), "")]
    pattern, forms = source["follow_up"]["columns"], source["follow_up"]["of"]
    return [(pattern.format(item=item, form=form), f" ({form})") for form in forms]


def labels_of(survey: str, name: str = "codebook.yaml") -> Labels:
    """Read a codebook of `survey` (its folder's name)."""
    text = (CODEBOOKS / survey / name).read_text(encoding="utf-8")
    codebook = yaml.safe_load(text)
    labels = Labels(english(codebook["survey"]["title"]))
    for name, variable in codebook["variables"].items():
        labels.column[name] = english(variable["label"])
        missing = variable.get("missing", {})
        labels.missing[name] = list(missing)
        values = {code: english(label) for code, label in variable.get("values", {}).items()}
        labels.codes[name] = values | {code: REASONS[reason] for code, reason in missing.items()}
    for answers in codebook.get("response_sets", {}).values():
        describe_set(answers, labels)
    return labels


def describe_set(answers: dict, labels: Labels) -> None:
    """Add the columns of one response set to `labels`."""
    if "delimited" in answers:
        labels.column[answers["delimited"]["column"]] = english(answers["label"])
        return
    missing = {code: REASONS[reason] for code, reason in answers["missing"].items()}
    for item, label in answers["items"].items():
        for column, form in set_columns(answers, item):
            labels.column[column] = f"{english(answers['label'])}: {english(label)}{form}"
            labels.codes[column] = TICKED | missing
            labels.missing[column] = list(missing)
