"""Feeding as it is seen: a bar on a terminal, each refused input by name, what it all came to."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Self

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from services.feeds.items import Item, Refused
from services.feeds.publish import Fed


class FeedView:
    """Reports on standard error; with `json` the final count goes to standard output as JSON."""

    def __init__(self, *, json: bool, files: list[Path] | None = None) -> None:
        self.fed = Fed()
        self.failures: dict[str, str] = {}
        """What went wrong with a feed at the last look, by its address."""
        self._json = json
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._files, self._passed_over = 0, 0
        self._started = time.monotonic()
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[articles]:,} articles"),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=not (files and self._console.is_terminal),
        )
        self._task = self._progress.add_task("files", total=len(files or ()), articles=0)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def item(self, item: Item) -> None:
        """An item was read."""
        self._progress.update(self._task, articles=self.fed.articles)
        if isinstance(item, Refused):
            reason, detail = item.rejection.reason.value, item.rejection.detail
            if self._json:
                self._line({"place": str(item.place), "reason": reason, "detail": detail})
            else:
                self._console.print(f"{item.place}: {reason}: {detail}", markup=False, style="red")

    def file(self, path: Path, fed_before: bool) -> None:
        """A file was read to its end, or passed over."""
        self._files += 1
        self._passed_over += fed_before
        self._progress.update(self._task, completed=self._files, description=path.name)

    def look(self, url: str, new: int, failure: str | None) -> None:
        """A feed was looked at."""
        self.failures.pop(url, None)
        if failure is not None:
            self.failures[url] = failure
        if self._json:
            self._line({"url": url, "new": new, "failure": failure})
        elif failure is not None:
            self._console.print(f"{url}: {failure}", markup=False, style="yellow")
        else:
            self._console.print(f"{time.strftime('%H:%M:%S')}  {url}: {new} new", markup=False, style="dim")

    def summary(self, *, interrupted: bool) -> None:
        """What all of it came to."""
        seconds = time.monotonic() - self._started
        refused = self.fed.refused
        if self._json:
            figures = {
                "articles": self.fed.articles,
                "refused": dict(refused),
                "files": self._files,
                "fed_before": self._passed_over,
                "interrupted": interrupted,
                "seconds": round(seconds, 3),
            }
            sys.stdout.buffer.write(orjson.dumps(figures) + b"\n")
            return
        parts = [f"{self.fed.articles:,} articles fed in {seconds:.1f} s"]
        if refused:
            reasons = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in refused.most_common())
            parts.append(f"{refused.total():,} inputs refused ({reasons}); see `wirewatch dlq list news.raw`")
        if self._passed_over:
            parts.append(f"{self._passed_over:,} files passed over, as they were fed before (--again feeds them)")
        if interrupted:
            parts.append("ended early; the same command goes on from here")
        self._console.print("; ".join(parts) + ".", markup=False)

    def _line(self, said: dict[str, object]) -> None:
        sys.stderr.buffer.write(orjson.dumps(said) + b"\n")
        sys.stderr.flush()
