"""The Dockerfile takes what there is, and what the image needs is not kept from it."""

from __future__ import annotations

import re
import tomllib

from tests.deployment.files import ROOT

LINES = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def instructions(name: str) -> list[str]:
    return [line.removeprefix(f"{name} ") for line in LINES if line.startswith(f"{name} ")]


def copied() -> set[str]:
    """What comes from the repository."""
    return {path for line in instructions("COPY") if "--from" not in line for path in line.split()[:-1]}


def test_what_is_copied_exists_and_is_not_ignored() -> None:
    ignored, *taken = (line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[0] != "#")
    assert ignored == "*"
    assert copied() <= {path.name for path in ROOT.iterdir()}
    assert copied() == {line[1:] for line in taken if line.startswith("!")}


def test_all_packages_are_copied_and_what_describes_them() -> None:
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert {*packages, "pyproject.toml", "requirements.lock", PROJECT["project"]["readme"]} == copied()


def test_it_installs_the_pinned_versions_with_postgresql_and_without_a_kafka() -> None:
    (install,) = (line for line in instructions("RUN") if "pip install" in line)
    assert "-c requirements.lock '.[postgres]'" in install
    assert "postgres" in PROJECT["project"]["optional-dependencies"]


def test_its_python_is_one_that_is_supported() -> None:
    bases = {line.split()[0] for line in instructions("FROM")}
    (version,) = (re.fullmatch(r"python:(3\.\d+)-slim", base) for base in bases)
    assert version is not None
    assert f"Programming Language :: Python :: {version[1]}" in PROJECT["project"]["classifiers"]


def test_it_is_made_in_one_stage_and_run_from_another_by_no_root() -> None:
    assert len(instructions("FROM")) == 2
    assert instructions("USER") == ["wirewatch"]
    assert instructions("ENTRYPOINT") == ['["wirewatch"]']
    assert "wirewatch" in PROJECT["project"]["scripts"]
