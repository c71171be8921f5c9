"""Writes docs/commands.md from the commands themselves: `python -m tests.cli.commands_doc`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from analysis import errors
from cli.app import GROUPS, app
from cli.options import KINDS, OWN_PANEL, SHORT, Parameter, parameters_of

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
OTHER_CODES = {
    0: "Done.",
    1: "Something was found; only the check commands have it.",
    70: "A bug of tallybook; one line says how to report it.",
    130: "Interrupted.",
    141: "The reader of the pipe went away.",
}
HEAD = """# Commands

*Written by `python -m tests.cli.commands_doc` from the commands themselves; a test fails when it is stale.*

Data go to standard output, everything else to standard error. `-o FILE` writes a file, whole or not at all;
it never overwrites one without `--force`, and for a synthetic survey its name begins with `synthetic-`.
Options that several commands share are described once, under [Shared options](#shared-options).

`tallybook --version` shows the version. `--debug`, anywhere on the line, shows the traceback of an error.
"""


def commands() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every command with the words that call it."""
    for prefix, part in (("", app), *((f"{name} ", group) for name, group in GROUPS.items())):
        for info in part.registered_commands:
            if info.callback is not None:
                yield prefix + (info.name or info.callback.__name__), info.callback


def page() -> str:
    """The whole of docs/commands.md."""
    shared: dict[str, dict[str, Parameter]] = {}
    parts = [HEAD]
    for name, callback in commands():
        parts.append(_command(name, callback))
        for parameter in parameters_of(callback):
            if parameter.panel != OWN_PANEL and not parameter.argument:
                shared.setdefault(parameter.panel, {}).setdefault(parameter.name, parameter)
    parts.append("## Shared options\n")
    parts += [f"### {panel}\n\n{_list(options.values())}" for panel, options in shared.items()]
    return "\n".join([*parts, _exit_codes()])


def _command(name: str, callback: Callable[..., Any]) -> str:
    parameters = parameters_of(callback)
    arguments = [p for p in parameters if p.argument]
    usage = " ".join(["tallybook", name, *(p.name.upper() if p.required else f"[{p.name.upper()}]" for p in arguments)])
    own = [p for p in parameters if p.argument or p.panel == OWN_PANEL]
    panels = dict.fromkeys(p.panel for p in parameters if p.panel != OWN_PANEL and not p.argument)
    links = "; ".join(f"[{panel}](#{_anchor(panel)})" for panel in panels)
    text, _, example = (inspect.getdoc(callback) or "").partition("Example: ")
    parts = [
        f"## tallybook {name}",
        text.strip(),
        f"```\n{usage}{' [OPTIONS]' if parameters else ''}\n```",
        _list(own).rstrip(),
    ]
    parts += [f"Also: {links}." if links else "", f"Example:\n\n```\n{example.strip()}\n```"]
    return "\n\n".join(filter(None, parts)) + "\n"


def _list(parameters: Any) -> str:
    return "".join(f"- {_typed(parameter)}: {_meaning(parameter)}\n" for parameter in parameters)


def _typed(parameter: Parameter) -> str:
    if parameter.argument:
        return f"`{parameter.name.upper()}`"
    value = "" if parameter.kind is bool else f" {'NAME' if parameter.choices else KINDS[parameter.kind]}"
    short = f"`{SHORT[parameter.name]}`, " if parameter.name in SHORT else ""
    return f"{short}`{parameter.flags}{value}`"


def _meaning(parameter: Parameter) -> str:
    text, _, default = parameter.help.partition("  [default: ")
    default = default.removesuffix("]")
    if not default and parameter.default not in (None, (), False):
        default = ", ".join(map(str, parameter.default)) if parameter.many else str(parameter.default)
    choices = f" One of {', '.join(f'`{choice}`' for choice in parameter.choices)}." if parameter.choices else ""
    more = [" May be repeated." if parameter.many else "", " Required." if parameter.required else ""]
    return f"{text.replace('*', chr(92) + '*')}{choices}{''.join(more)}{f' Default: {default}.' if default else ''}"


def _exit_codes() -> str:
    codes = OTHER_CODES | {
        kind.exit_code: (kind.__doc__ or "").partition("\n")[0] for kind in errors.SurveyError.__subclasses__()
    }
    return "## Exit codes\n\n| code | meaning |\n|---:|---|\n" + "".join(
        f"| {code} | {codes[code]} |\n" for code in sorted(codes)
    )


def _anchor(heading: str) -> str:
    """The name GitHub gives a heading."""
    return "".join(c for c in heading.lower().replace(" ", "-") if c.isalnum() or c == "-")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
