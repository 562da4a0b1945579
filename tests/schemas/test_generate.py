"""What is made from the messages is what lies in the repository."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from schemas import generate


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for what the generator writes, beside a copy of the page."""
    page = shutil.copy(generate.CONTRACTS_PAGE, tmp_path / "contracts.md")
    monkeypatch.setattr(generate, "CONTRACTS_PAGE", page)
    monkeypatch.setattr(generate, "GENERATED", tmp_path / "generated")
    monkeypatch.setattr(generate, "PUBLISHED", tmp_path / "published" / "v1")
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_files_in_the_repository_are_those_that_are_made(elsewhere: Path) -> None:
    assert generate.main([]) == 0
    in_repository = Path(generate.__file__).parent / "generated"
    assert contents(elsewhere / "generated") == contents(in_repository)
    page = Path(generate.__file__).parents[1] / "docs" / "contracts.md"
    assert (elsewhere / "contracts.md").read_bytes() == page.read_bytes()


@pytest.mark.parametrize(
    ("name", "content"), [("Article.schema.json", None), ("asyncapi.json", "{}"), ("Older.schema.json", "{}")]
)
def test_check_names_what_is_missing_changed_or_left_over(
    elsewhere: Path, capsys: pytest.CaptureFixture[str], name: str, content: str | None
) -> None:
    generate.main([])
    assert generate.main(["--check"]) == 0
    path = elsewhere / "generated" / name
    path.unlink() if content is None else path.write_text(content)
    spoilt = contents(path.parent)

    assert generate.main(["--check"]) == 1
    assert name in capsys.readouterr().err
    assert contents(path.parent) == spoilt

    generate.main([])
    assert generate.main(["--check"]) == 0


def test_only_publishing_changes_what_was_published(elsewhere: Path) -> None:
    generate.main([])
    assert not (elsewhere / "published").exists()
    generate.main(["--publish"])
    assert contents(elsewhere / "published" / "v1").keys() == {f"{m.__name__}.schema.json" for m in generate.MODELS}
