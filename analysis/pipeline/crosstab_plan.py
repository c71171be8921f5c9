"""What a crossing consists of: its rows and columns, what is asked of each cell and total, and what each is called."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..arrays import CodeArray
from ..codebook.answers import Answers, Level, SetAnswers
from ..estimation.base import Settings
from ..estimation.crossing import Crossing, Pair, arranged, block, crossed
from ..estimation.estimate import Estimate, Subject
from ..estimation.figures import Figures, figures
from ..estimation.fold import Measure
from ..estimation.levels import Levels
from ..estimation.statistics import Margins, Share
from ..estimation.tally import Tally, tallies
from ..estimation.totals import Slot
from ..presentation.subjects import code_of
from .crosstab_parts import Part
from .quantities import Folded, estimate_of

Group = tuple[tuple[str, float | str], ...]  # variables and codes; empty for the total
Cell = tuple[int, int]  # position of the line, and column


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the crossing: an answer to the first question, or a ticked answer of a response set.

    Attributes:
        crossing: position of its crossing; every answer of a set has one of its own, of those who ticked it or not.
        answer: its position in that crossing.
    """

    level: Level
    crossing: int
    answer: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A crossing with what each of its cells and totals is called.

    Attributes:
        about: subject of every row, without its place in the table.
        row, column: the questions; of a response set the first answer stands for the row.
        down, across: who gave each answer of a row, and to the second question.
        row_harm, column_harm: everyone having said yes there would tell of everyone.
    """

    about: Subject
    row: Answers
    column: Answers
    crossings: tuple[Crossing, ...]
    measures: tuple[Measure, ...]
    lines: tuple[Line, ...]
    columns: tuple[int, ...]
    down: tuple[Tally, ...]
    across: tuple[Tally, ...]
    row_harm: bool = False
    column_harm: bool = False

    def row_total(self, line: Line) -> Subject:
        """A row as a share of all, which is its percentage of the column of totals."""
        return replace(self.about, **self._of_line(line), percent_of="column")

    def column_total(self, column: int) -> Subject:
        """A column as a share of all, which is its percentage of the row of totals: an answer to its own question."""
        return replace(
            self.about,
            variable=self.column.name,
            label=self.column.label,
            set="",
            level=self.column.levels[column],
            exclusive_parts=True,
            tally=self.across[column],
            percent_of="row",
        )

    def cells(self) -> Mapping[str, Mapping[Cell, Subject]]:
        """Every cell as a share of its row, of its column and of all; it goes where one of its totals goes."""
        columns = {column: (self._of_answer(column), self.column_total(column)) for column in self.columns}
        made: dict[str, dict[Cell, Subject]] = {"row": {}, "column": {}, "total": {}}
        for position, line in enumerate(self.lines):
            of_line, row_total = self._of_line(line), self.row_total(line)
            for column, (of_answer, column_total) in columns.items():
                named = {**of_line, **of_answer, "rests_on": (row_total, column_total)}
                for percent, cells in made.items():
                    harm = self._all_of_harm(percent, line, column)
                    cells[position, column] = replace(self.about, **named, percent_of=percent, harm=harm)
        return made

    def _of_line(self, line: Line) -> Mapping[str, Any]:
        """What names a row of the crossing, as parts of a subject."""
        if self.about.set:
            return {"item": line.level, "tally": self.down[line.crossing]}
        by, labels = {self.row.name: line.level}, {self.row.name: self.row.label}
        return {"by": by, "by_labels": labels, "tally": self.down[line.answer]}

    def _of_answer(self, column: int) -> Mapping[str, Any]:
        """What names one answer to the second question."""
        level = self.column.levels[column]
        if self.about.set:
            return {"by": {self.column.name: level}, "by_labels": {self.column.name: self.column.label}}
        return {"level": level, "exclusive_parts": True, "tally": self.across[column]}

    def _all_of_harm(self, percent: str, line: Line, column: int) -> bool:
        """Whether a share of 100 % would tell of everyone in the row or the column."""
        if percent == "row":
            return self.column_harm and column == len(self.column.levels) - 1
        return percent == "column" and self.row_harm and line.answer == len(self.row.levels) - 1

    def parts(self) -> Iterator[Part]:
        """Every cell as a share of its row, its column and of all; and every row and column as a share of all."""
        cells, columns = self.cells(), self.columns
        lines = [[i for i, line in enumerate(self.lines) if line.crossing == k] for k in range(len(self.crossings))]
        used = [k for k, some in enumerate(lines) if some]
        answers = [self.lines[i].answer for i in lines[used[0]]]
        down, across = self.crossings[0].rows, self.crossings[0].columns
        chosen = tuple(answer * across + column for answer in answers for column in columns)
        yield Part(
            tuple((line.crossing, (line.answer,), None) for line in self.lines),
            Share(columns),
            tuple((column,) for column in columns),
            tuple(tuple(cells["row"][i, j] for j in columns) for i in range(len(self.lines))),
        )
        yield Part(
            tuple((k, None, (column,)) for k in used for column in columns),
            Share(tuple(answers)),
            tuple((answer,) for answer in answers),
            tuple(tuple(cells["column"][i, j] for i in lines[k]) for k in used for j in columns),
        )
        rows = tuple(tuple(range(answer * across, (answer + 1) * across)) for answer in answers)
        each = tuple(tuple(range(column, down * across, across)) for column in columns)
        shares = (*((cell,) for cell in chosen), *rows, *each)
        of_all = [
            [
                *(cells["total"][i, j] for i in lines[k] for j in columns),
                *(self.row_total(self.lines[i]) for i in lines[k]),
            ]
            for k in used
        ]
        of_all[0] += [self.column_total(j) for j in columns]  # the same in every crossing of a set
        yield Part(tuple((k, None, None) for k in used), Margins(shares), shares, tuple(map(tuple, of_all)))

    def estimates(self, sums: Folded, settings: Settings) -> Iterator[Estimate]:
        """Everything of a crossing, in the total and in every group of every breakdown."""
        groups = [[sums.by[key] for key in breakdown] for breakdown in sums.breakdowns]
        for part in self.parts():
            blocks = [block(self.crossings[k], sums.totals.slots[k], rows, columns) for k, rows, columns in part.blocks]
            for by, levels in zip(groups, sums.rolled, strict=True):
                if levels.size:
                    ask = blocks[0].ask(part.of, part.cases)
                    found = figures(arranged(levels, blocks), ask, sums.sample, settings)
                    yield from _estimates(part, by, found, settings, probability=sums.sample.probability)

    @property
    def own(self) -> str:
        """The variable whose answers stand among the groups of a row without being one of the groups of the table."""
        return self.column.name if self.about.set else self.row.name

    def group_of(self, subject: Subject) -> Group:
        """The group of the table that a row belongs to; empty for the total."""
        return tuple((name, level.value) for name, level in subject.by.items() if name != self.own)

    def cells_by_group(self, made: Sequence[Estimate]) -> Mapping[Group, Mapping[Cell, Estimate]]:
        """The shares of all, by group, and then by line and column."""
        places = {self._place_of(cell): place for place, cell in self.cells()["total"].items()}
        found: dict[Group, dict[Cell, Estimate]] = {}
        for one in made:
            if one.subject.percent_of == "total":
                found.setdefault(self.group_of(one.subject), {})[places[self._place_of(one.subject)]] = one
        return found

    def _place_of(self, cell: Subject) -> tuple[Hashable, ...]:
        return code_of(cell.item), code_of(cell.level), code_of(cell.by[self.own])

    def without_empty(
        self, whole: Levels, slots: Sequence[Slot], *, keep: bool
    ) -> tuple[Plan, list[tuple[str, list[str]]]]:
        """The plan without answers that nobody gave, and these by question; one that nobody ticked of a set stays.

        Where zeros are secret too, `keep` leaves the plan as it is.
        """

        def nobody(pairs: Sequence[Pair]) -> bool:
            return not whole.rows(slots[0].counted(self.crossings[0].codes(pairs))).sum()

        crossing = self.crossings[0]
        columns = [j for j in self.columns if not keep and nobody(crossing.pairs(None, [j]))]
        lines = [one for one in self.lines if not (keep or self.about.set) and nobody(crossing.pairs([one.answer]))]
        gone = [
            (self.row.label, [line.level.label for line in lines]),
            (self.column.label, [self.column.levels[j].label for j in columns]),
        ]
        left = tuple(line for line in self.lines if line not in lines)
        filled = replace(self, lines=left, columns=tuple(j for j in self.columns if j not in columns))
        return filled, [part for part in gone if part[1]]


def _estimates(
    part: Part, by: Sequence[Answers], found: Figures, settings: Settings, *, probability: bool
) -> Iterator[Estimate]:
    """The figures of a part as estimates; the last code of a level is the block."""
    for level, (*codes, place) in enumerate(found.levels.tolist()):
        for position in range(len(part.subjects[place])):
            subject = part.subject(place, position, by, codes)
            yield estimate_of(subject, found, position, level, settings, probability=probability)


def of_variables(about: Subject, row: Answers, column: Answers, *, row_harm: bool, column_harm: bool) -> Plan:
    """The crossing of two questions."""
    crossing, measure = crossed(row.code, column.code, len(row.levels), len(column.levels))
    lines = tuple(Line(level, 0, answer) for answer, level in enumerate(row.levels))
    columns = tuple(range(len(column.levels)))
    counted = tuple(tallies(_of_both(row, column), range(len(lines)))), tuple(tallies(_of_both(column, row), columns))
    return Plan(about, row, column, (crossing,), (measure,), lines, columns, *counted, row_harm, column_harm)


def _of_both(one: Answers, other: Answers) -> CodeArray:
    """The answers to a question of those who answered another too: the rest are not in the crossing, shape (rows,)."""
    blank = other.code.min(initial=0) < 0
    return np.where(other.code >= 0, one.code, np.minimum(one.code, other.code)) if blank else one.code


def of_set(about: Subject, asked: SetAnswers, column: Answers) -> Plan:
    """The crossings of each answer of a response set, ticked or not, with a question."""
    made = [crossed(item.code, column.code, len(item.levels), len(column.levels)) for item in asked.items]
    lines = tuple(Line(Level(item.name, item.label), place, 1) for place, item in enumerate(asked.items))
    row = replace(asked.items[0], name=asked.name, label=asked.label)
    crossings, measures = tuple(one for one, _ in made), tuple(measure for _, measure in made)
    columns = tuple(range(len(column.levels)))
    down = tuple(tally for item in asked.items for tally in tallies(_of_both(item, column), (1,)))
    across = tuple(tallies(_of_both(column, row), columns))
    return Plan(about, row, column, crossings, measures, lines, columns, down, across)
