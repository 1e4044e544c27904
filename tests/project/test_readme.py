"""The README tells the truth: its examples run as written, and what it names exists."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from aeexplorer.actions import ACTIONS
from training import Recipe, recipe_names
from training.__main__ import main as aeexplorer_train
from training.data import SOURCES
from training.sweep import Sweep

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)


def commands() -> list[list[str]]:
    """Every command in a fenced shell block, as words."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    return [words for line in lines if (words := shlex.split(line, comments=True))]


PROSE = re.sub(r"^```.*?^```", "", README, flags=re.DOTALL | re.MULTILINE)
QUOTED = re.findall(r"`([^`\n]+)`", PROSE)


def test_the_first_screen_has_two_commands() -> None:
    first, _ = README.split("\n## ", 1)
    (make, _elsewhere) = re.findall(r"^```sh\n(.*?)^```", first, flags=re.DOTALL | re.MULTILINE)
    assert [line.split("#")[0].strip() for line in make.splitlines()] == ["make run", "make test"]


def test_the_python_examples_run_as_written(tmp_path: Path) -> None:
    examples = blocks("python")
    assert len(examples) >= 4
    done = subprocess.run([sys.executable, "-c", "\n".join(examples)], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    first = [line.split() for line in done.stdout.splitlines()[:3]]
    assert [int(epoch) for epoch, _, _ in first] == [0, 1, 2]
    losses = [float(loss) for _, loss, _ in first]
    assert losses[2] < losses[1] < losses[0], "it learns"
    assert "torch.Size([8, 2]) torch.Size([8, 2]) (2,)" in done.stdout


def test_the_commands_of_the_engine_run_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    said: dict[str, str] = {}
    for program, *arguments in commands():
        if program == "aeexplorer-train":
            assert aeexplorer_train(arguments) == 0, capsys.readouterr().err
            said[arguments[0]] = capsys.readouterr().out
    assert "mnist-ae-2d" in said["recipes"]
    assert json.loads(said["evaluate"])["epoch"] == 3
    assert (tmp_path / "pictures" / "sheet.png").is_file()
    assert "VAE, Epochs 15" in said["sweep"]
    assert (tmp_path / "kinds" / "pictures" / "vae.png").is_file()


def test_the_recipe_is_a_recipe() -> None:
    recipe = Recipe.from_toml(blocks("toml")[0])
    assert recipe.bottleneck.kind == "gaussian"
    assert recipe.objective.beta == 0.5


def test_the_sweep_is_a_sweep() -> None:
    _, example = blocks("toml")
    cases = Sweep.from_toml(example).cases()
    assert len(cases) == 12
    assert cases[-1].name == "Mild VAE, Epochs 15, Latent size 16"


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = {words[1] for words in commands() if words[0] == "make"}
    named |= {text.split()[1] for text in QUOTED if re.fullmatch(r"make [a-z]+", text)}
    assert {"run", "test", "bench", "pictures", "lint"} <= named <= targets


def test_every_command_of_ours_exists() -> None:
    scripts = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"])
    programs = {words[0] for words in commands()} | {
        text.split()[0] for text in QUOTED if text.startswith("aeexplorer")
    }
    of_ours = {program for program in programs if re.fullmatch(r"aeexplorer[a-z-]*", program)}
    assert of_ours == scripts


def test_every_option_of_the_window_is_known_to_it() -> None:
    usage = subprocess.run([sys.executable, "-m", "aeexplorer", "--help"], capture_output=True, text=True).stdout
    named = {word for text in QUOTED if text.startswith("aeexplorer ") for word in text.split() if word[:2] == "--"}
    assert named
    assert named <= set(re.findall(r"--[a-z-]+", usage))


def test_every_link_leads_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#\s]+)\)", README) + re.findall(r'(?:src|href|srcset)="([^"]+)"', README)
    assert "LICENSE" in targets
    missing = [target for target in targets if "://" not in target and not (ROOT / target).exists()]
    assert not missing


def test_every_file_and_folder_of_the_source_exists() -> None:
    paths = [text for text in QUOTED if re.fullmatch(r"(aeexplorer|training|resources|tests)/[\w./-]*", text)]
    assert len(paths) > 20
    assert not [path for path in paths if not (ROOT / path).exists()]


def test_every_key_is_told() -> None:
    arrows = {"Left": "←", "Right": "→"}
    keys = [arrows.get(action.shortcut, action.shortcut) for action in ACTIONS if action.shortcut]
    assert not [key for key in keys if key not in QUOTED]


def test_every_source_and_its_licence_is_told() -> None:
    for source in SOURCES.values():
        (row,) = [line for line in README.splitlines() if line.startswith(f"| `{source.name}` |")]
        licence = re.search(r"CC BY[-\w. ]*\d|MIT|no licence stated|non-commercial research|your files", source.licence)
        assert licence is not None and licence[0].replace("your files", "yours") in row


def test_recipes_that_are_named_are_built_in() -> None:
    named = set(re.findall(r"\b[a-z0-9]+(?:-[a-z0-9]+)*-2d\b", README))
    assert named <= set(recipe_names())
