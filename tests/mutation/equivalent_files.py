"""Changes to what reads, writes and hides after which the program does the same, each with the reason."""

from __future__ import annotations

EQUIVALENT: dict[tuple[str, str, str, str], str] = {
    (
        "analysis/input/whole_sas.py",
        "open_ended",
        "file.read(288)",
        "file.read(289)",
    ): "One byte more is read than is looked at.",
    (
        "analysis/input/delimited.py",
        "",
        "4096",
        "4097",
    ): "How many rows are taken at a time is the speed; what is read is the same.",
    (
        "analysis/input/microdata.py",
        "",
        "False",
        "True",
    ): "The door of the room sets it for every file.",
    (
        "analysis/input/portable.py",
        "_lost",
        "return ''",
        "return None",
    ): "Both say that there is no note.",
    (
        "analysis/input/transport.py",
        "layout",
        "file.read(1 << 22)",
        "file.read(2 << 22)",
    ): "More is read of the file than its header takes.",
    (
        "analysis/input/whole_office.py",
        "open_ended",
        "range(len(entries) - 4, -1, -4)",
        "range(len(entries) - 4, -2, -4)",
    ): "The steps go from a multiple of 4 down to 0 either way.",
    (
        "analysis/isolation/parsing_sheets.py",
        "send",
        "wire.tell(writer, {'failed': 'damaged'})",
        "wire.tell({'failed': 'damaged'}, writer)",
    ): "What goes wrong in telling it is told as damage as well, in the same word.",
    (
        "analysis/presentation/protection/cheapest.py",
        "_duals",
        "sparse.kron(sparse.eye_array(len(goals)), balance, format='csr')",
        "sparse.kron(sparse.eye_array(len(goals)), balance)",
    ): "How the zeros are left out; the solver takes either.",
    (
        "analysis/presentation/protection/cheapest.py",
        "cost_of",
        "np.array([one.cases for one in counts], dtype=np.float64)",
        "np.array([one.cases for one in counts])",
    ): "They are divided, and floats then.",
    (
        "analysis/presentation/protection/groups.py",
        "_beside",
        "all((code is not None for name, code in group if name not in kept))",
        "any((code is not None for name, code in group if name not in kept))",
    ): "There is one further variable, or nobody yet who lacks one of several.",
    (
        "analysis/presentation/protection/hiding.py",
        "_hidden",
        "not untold and (not secret)",
        "untold and (not secret)",
    ): "Where nothing is secret nothing goes along either; a base that is untold is under 25, and its row a secret.",
    (
        "analysis/input/whole_office.py",
        "open_ended",
        "range(len(entries) - 4, -1, -4)",
        "range(len(entries) - 4, -4, -1)",
    ): "Looked at byte by byte the last entry that is not free is the same one.",
    (
        "analysis/input/portable.py",
        "",
        "slice(40, 80)",
        "slice(41, 80)",
    ): "The title follows words that are looked for, wherever they stand.",
    (
        "analysis/export/drawing/frame.py",
        "hatched",
        "reach <= box.height",
        "reach < box.height",
    ): "A line that begins in the corner begins there by either rule.",
    (
        "analysis/export/slides/grid.py",
        "put",
        "columns.is_heading(row) and len(grid.widths) > 1",
        "columns.is_heading(row) and len(grid.widths) >= 1",
    ): "A cell that is merged with itself stays as it is.",
    (
        "analysis/presentation/protection/sums.py",
        "bases",
        "...t_of=of, exclusive_parts=False, rests_on=())",
        "...t_of=of, exclusive_parts=False)",
    ): "What a base rests on is not looked at.",
    (
        "analysis/presentation/protection/cheapest.py",
        "_left",
        "seconds <= 0",
        "seconds < 0",
    ): "No time is left to the very instant.",
    (
        "analysis/presentation/protection/attack.py",
        "",
        "3000",
        "3001",
    ): "How many unknowns are looked at at a time is the speed.",
    (
        "analysis/presentation/protection/cheapest.py",
        "",
        "3000",
        "3001",
    ): "How many unknowns are looked at at a time is the speed.",
    (
        "analysis/presentation/protection/cheapest.py",
        "_solved",
        "np.round(found.x, 0 if whole else 9)",
        "np.round(found.x, 0 if whole else 10)",
    ): "Both are finer than what the solver leaves open.",
    (
        "analysis/presentation/protection/counts.py",
        "",
        "1000",
        "1001",
    ): "Nobody knows how far it may be off, and no more than ten is asked of it.",
    (
        "analysis/presentation/protection/rules.py",
        "",
        "Thresholds(count=0, base=0, mark=0, psus=0)",
        "Thresholds(count=0, base=0, mark=1, psus=0)",
    ): "No count of somebody is below one.",
    (
        "analysis/presentation/protection/rules.py",
        "needs",
        "(estimate.dominance or 0.0) > limits.dominance + NOISE",
        "(estimate.dominance or 0.0) >= limits.dominance + NOISE",
    ): "No share is off the limit by just the noise.",
    (
        "analysis/presentation/protection/attack.py",
        "_told",
        "not reached > by - ROUNDING",
        "not reached >= by - ROUNDING",
    ): "Nothing is off a whole number by just the rounding.",
    (
        "analysis/presentation/protection/cheapest.py",
        "_lacking",
        "helps @ chosen < abs(by) - NOISE",
        "helps @ chosen <= abs(by) - NOISE",
    ): "Nothing is off a whole number by just the noise.",
    (
        "analysis/presentation/protection/attack.py",
        "_farthest",
        "np.zeros(0)",
        "np.ones(0)",
    ): "Nothing is in either.",
    (
        "analysis/presentation/protection/attack.py",
        "ranges",
        "np.array(known, dtype=np.float64)",
        "np.array(known)",
    ): "The solver makes floats of whole numbers.",
}
