"""A headless Chromium driven through its DevTools pipe: what the tests of the page need of it, and no more."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 30.0  # seconds for one answer
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe"),
    *("--no-first-run", "--disable-extensions", "--disable-background-networking", "--disable-component-update"),
    *(
        "--disable-sync",
        "--mute-audio",
        "--hide-scrollbars",
        "--force-color-profile=srgb",
        "--host-rules=MAP * ~NOTFOUND",
    ),
)


class Browser:
    """One tab of a running Chromium: commands go out and answers come back as JSON between zero bytes."""

    def __init__(self, to: int, back: int) -> None:
        self.to, self.back = to, back
        self.buffer = b""
        self.last = 0
        self.session = ""
        self.events: list[dict[str, Any]] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """The answer to one command; events that come in between are kept."""
        self.last += 1
        message: dict[str, Any] = {"id": self.last, "method": method, "params": params}
        if self.session and not method.startswith(("Target.", "Browser.")):
            message["sessionId"] = self.session
        self._write(message)
        while (answer := self._read()).get("id") != self.last:
            self.events.append(answer)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def open(self, path: Path, *, width: int = 1280, dark: bool = False) -> None:
        """Load the page at a width, in light or dark, and wait until it is there."""
        self.events.clear()
        self.look(width=width, dark=dark)
        self.send("Page.navigate", url=path.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._read())

    def look(self, *, width: int, dark: bool = False, medium: str = "") -> None:
        """Change the width, the colour scheme, and the medium, which is the screen until it is printed."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.send("Emulation.setDeviceMetricsOverride", **size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", media=medium, features=[scheme])

    def run(self, script: str) -> Any:
        """The value of an expression in the page, as if a person had asked for it."""
        how = {"returnByValue": True, "awaitPromise": True, "userGesture": True}
        found = self.send("Runtime.evaluate", expression=script, **how)
        if "exceptionDetails" in found:
            raise RuntimeError(json.dumps(found["exceptionDetails"])[:2000])
        return found["result"].get("value")

    def complaints(self) -> list[str]:
        """What the console would show in red or yellow, refusals of the content-security policy included."""
        self.run("0")  # what was said before this answer has arrived
        out = []
        for event in self.events:
            what = event.get("params", {})
            if event.get("method") == "Runtime.exceptionThrown":
                out.append(json.dumps(what["exceptionDetails"]))
            elif event.get("method") == "Log.entryAdded" and what["entry"]["level"] in ("error", "warning"):
                out.append(what["entry"]["text"])
            elif event.get("method") == "Runtime.consoleAPICalled" and what["type"] in ("error", "warning", "assert"):
                out.append(json.dumps(what["args"]))
        return out

    def requests(self) -> list[str]:
        """Every address that was asked for since the page was opened."""
        sent = [event["params"] for event in self.events if event.get("method") == "Network.requestWillBeSent"]
        return [what["request"]["url"] for what in sent]

    def screenshot(self) -> bytes:
        """The whole page as PNG."""
        return base64.b64decode(self.send("Page.captureScreenshot", captureBeyondViewport=True)["data"])

    def pdf(self) -> bytes:
        """The page as it is printed."""
        how = {"preferCSSPageSize": True, "printBackground": False}
        return base64.b64decode(self.send("Page.printToPDF", **how)["data"])

    def _write(self, message: dict[str, Any]) -> None:
        rest = json.dumps(message).encode() + b"\0"
        while rest:
            rest = rest[os.write(self.to, rest) :]

    def _read(self) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.back], [], [], max(0.0, end - time.monotonic()))
            part = os.read(self.back, 1 << 20) if ready else b""
            if not part:
                raise TimeoutError("chromium gave no answer")
            self.buffer += part
        text, _, self.buffer = self.buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        return message


@contextmanager
def browser(program: str) -> Iterator[Browser]:
    """A Chromium of its own, without a trace of it afterwards; it reads commands on descriptor 3 and answers on 4."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        ends = [*os.pipe(), *os.pipe()]
        theirs_in, to, back, theirs_out = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in ends)
        for end in ends:
            os.close(end)
        actions = [
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_DUP2, theirs_in, 3),
            (os.POSIX_SPAWN_DUP2, theirs_out, 4),
        ]
        command = [program, *FLAGS, f"--user-data-dir={home}"]
        surroundings = {**os.environ, "HOME": home}
        process = os.posix_spawn(program, command, surroundings, file_actions=actions, setpgroup=0)
        os.close(theirs_in)
        os.close(theirs_out)
        try:
            yield Browser(to, back)
        finally:
            os.close(to)
            os.close(back)
            os.killpg(process, signal.SIGKILL)
            os.waitpid(process, 0)
