"""The documents: they name everything there is and nothing else, and their commands work."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import PREFIX, Settings, load_settings
from tests.cli.commands import announced, commands, program

ROOT = Path(__file__).parents[1]
README, CHANGELOG, CONTRIBUTING = (
    ROOT / f"{name}.md" for name in ("README", "CHANGELOG", "CONTRIBUTING")
)
DOCS = ROOT / "docs"
DOCUMENTS = [README, CHANGELOG, CONTRIBUTING, *sorted(DOCS.rglob("*.md"))]
RUNNING = DOCS / "running.md"

each_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)


def rows(document: Path, heading: str) -> list[str]:
    """What stands as code at the beginning of each row of the tables under this heading."""
    _, _, section = document.read_text().partition(f"\n## {heading}\n")
    assert section, f"{document.name} has no section {heading}"
    section = section.partition("\n## ")[0]
    return re.findall(r"^\| `([^`]+)`", section, re.MULTILINE)


def test_every_command_is_documented() -> None:
    documented = [row.split()[0] for row in rows(RUNNING, "Commands")]
    assert sorted(documented) == sorted(commands())


def test_every_option_of_a_command_is_documented() -> None:
    text = RUNNING.read_text()
    for name, command in commands().items():
        for parameter in command.params:
            for option in parameter.opts:
                assert not option.startswith("-") or option in text, f"{name} {option}"


def test_every_route_is_documented() -> None:
    app = create_app(load_settings({"CALENDAR_FEEDS_KEYS": "A" * 43}))
    assert set(rows(RUNNING, "Addresses")) == {
        route.path for route in app.routes if hasattr(route, "path")
    }


def test_every_target_of_make_is_documented() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    documented = rows(CONTRIBUTING, "What make can do")
    assert sorted(documented) == sorted(f"make {target}" for target in targets)


def test_every_dependency_is_documented_with_the_version_that_is_locked() -> None:
    project = (ROOT / "pyproject.toml").read_text().partition("[tool.hatch")[0]
    lock = (ROOT / "requirements-dev.lock").read_text()
    locked = dict(re.findall(r"^([\w.-]+)==([^ ;]+)", lock, re.MULTILINE))
    document = (DOCS / "dependencies.md").read_text()
    table = dict(re.findall(r"^\| ([a-z][\w-]+) +\| (\d\S*) +\|", document, re.MULTILINE))

    assert table == {name: locked[name] for name in re.findall(r'"([a-z][\w-]+)>=', project)}


def test_every_dependency_in_javascript_is_documented_with_the_version_that_is_pinned() -> None:
    packages = [json.loads(file.read_text()) for file in ROOT.glob("tests/*/package.json")]
    pinned = {name: pin for package in packages for name, pin in package["dependencies"].items()}
    document = (DOCS / "dependencies.md").read_text()
    table = dict(re.findall(r"^\| `([^`]+)` \| (\d\S*) \|", document, re.MULTILINE))

    assert len(packages) == 2
    assert table == pinned


def test_the_locks_name_no_address() -> None:
    for lock in (*ROOT.glob("*.lock"), *ROOT.glob("tests/*/package-lock.json")):
        assert "://" not in lock.read_text(), lock.name


def test_every_setting_that_is_mentioned_exists() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    known |= {f"{name}_FILE" for name in known} | {f"{PREFIX}TEST_POSTGRES_URL"}
    for document in DOCUMENTS:
        mentioned = set(re.findall(rf"{PREFIX}[A-Z_]+", document.read_text()))
        assert mentioned <= known | {PREFIX}, document.name


def headings(document: Path) -> set[str]:
    """The anchors that a heading of a document gets."""
    titles = re.findall(r"^#+ (.*)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@each_document
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for link in re.findall(r"\]\((?!https?://)([^)]+)\)", document.read_text()):
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        assert not anchor or anchor in headings(target), link


@each_document
def test_files_and_folders_that_are_mentioned_exist(document: Path) -> None:
    for path in re.findall(r"`((?:api|tests|docs|benchmarks)/[\w/.*-]*)`", document.read_text()):
        assert list(ROOT.glob(path.rstrip("/"))), path


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    folder = DOCS / "adr"
    decisions = sorted(path.name for path in folder.glob("0*.md"))
    assert [name[:4] for name in decisions] == [
        f"{number:04}" for number in range(1, len(decisions) + 1)
    ]
    assert re.findall(r"\]\((0[^)]+)\)", (folder / "README.md").read_text()) == decisions


def walk() -> list[tuple[str, str]]:
    """The commands of the README's walk with curl, each with what it prints."""
    section = README.read_text().partition("## A walk with curl")[2].partition("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```(?:\n\n```text\n(.*?)```)?", section, re.DOTALL)


def as_pattern(shown: str, address: str) -> str:
    """What is shown as a regular expression; `…` stands for anything."""
    here = shown.strip().replace("127.0.0.1:8000", address.removeprefix("http://"))
    return re.escape(here).replace("…", ".*?")


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl on this machine")
def test_the_walk_with_curl_prints_what_the_readme_shows(tmp_path: Path) -> None:
    steps = walk()
    script = "echo '---8<---'\n".join(command for command, _ in steps)
    with program(tmp_path, {"CALENDAR_FEEDS_DATA_DIR": str(tmp_path / "data")}, "demo") as demo:
        page, email, password, feed = announced(demo)
        for name, value in (("PAGE", page[:-1]), ("PASSWORD", password), ("FEED", feed)):
            script = re.sub(f"^{name}=.*$", f"{name}='{value}'", script, flags=re.MULTILINE)
        walked = subprocess.run(
            ["bash", "-euc", script], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    assert walked.returncode == 0, walked.stderr
    assert f"EMAIL={email}\n" in script
    answers = walked.stdout.split("---8<---\n")
    assert len(answers) == len(steps) == 7
    for (_, shown), answer in zip(steps, answers, strict=True):
        assert re.fullmatch(as_pattern(shown, demo.address), answer.strip(), re.DOTALL), answer
