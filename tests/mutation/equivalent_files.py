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
        "analysis/presentation/protection/attack.py",
        "_reached",
        "np.tile(np.array(limits, dtype=np.float64), (len(goals), 1))",
        "np.tile(np.array(limits), (len(goals), 1))",
    ): "The solver makes floats of whole numbers.",
    (
        "analysis/presentation/protection/attack.py",
        "ranges",
        "found.reshape(2, -1)",
        "found.reshape(2, -2)",
    ): "Any negative length is worked out by numpy.",
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
        "analysis/export/slides/columns.py",
        "_whole",
        "out.append(words if head.align == 'left' else 0)",
        "out.append(words if head.align == 'left' else 1)",
    ): "What numbers take is the least of their column, which is more.",
    (
        "analysis/export/slides/columns.py",
        "_longest_heading",
        "_on_one_line(max(headings, default=0))",
        "_on_one_line(max(headings, default=1))",
    ): "The columns take more than a heading of one such unit, which is no letter.",
    (
        "analysis/export/slides/lines.py",
        "_pushed_apart",
        "sum((moved[at] - places[at] for at in moved)) / max(1, len(moved))",
        "sum((moved[at] - places[at] for at in moved)) / max(2, len(moved))",
    ): "A single label is not moved.",
    (
        "analysis/export/slides/native.py",
        "_side_by_side",
        "(label_size(labels, area.width) or SIZES[-1], 0)",
        "(label_size(labels, area.width) or SIZES[-1], 1)",
    ): "The labels of upright values stand under them; of the width it is one part in millions.",
    (
        "analysis/export/slides/book.py",
        "Book.packed",
        "sheet.set_column(1, len(self.series) * (1 + len(DETAILS)), 14)",
        "sheet.set_column(len(self.series) * (1 + len(DETAILS)), 1, 14)",
    ): "The library puts the first column first.",
    (
        "analysis/export/slides/theme.py",
        "_luminance",
        "part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4",
        "part / 12.92 if part < 0.04045 else ((part + 0.055) / 1.055) ** 2.4",
    ): "The two rules meet there.",
    (
        "analysis/export/slides/frame.py",
        "",
        "0",
        "1",
    ): "Each part is given its own at the end, less what they all begin with.",
    (
        "analysis/export/files.py",
        "_mode",
        "os.umask(0)",
        "os.umask(1)",
    ): "The mask is put back at once.",
    (
        "analysis/export/workbook.py",
        "",
        "False",
        "True",
    ): "No cell is written in the way that it is about: words are written as words.",
}
