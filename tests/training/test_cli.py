"""The command line starts fast, explains itself, and never shows a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from training.__main__ import main
from training.recipe import recipe_names


def _python(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)


def test_recipes_lists_every_recipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recipes"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in recipe_names())


def test_recipes_as_json_tells_sizes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recipes", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert sorted(rows) == recipe_names()
    plain, vae = rows["mnist-ae-2d"], rows["mnist-vae-2d"]
    assert plain["title"] == "2-number AE"
    assert plain["image_shape"] == [1, 28, 28]
    assert plain["latent_shape"] == [2]
    sizes = (784, 512, 256, 2, 256, 512, 784)
    parameters = sum((a + 1) * b for a, b in pairwise(sizes))
    assert plain["parameters"] == parameters
    assert sum(layer["parameters"] for layer in plain["layers"]) == parameters
    assert [layer["output_shape"] for layer in plain["layers"] if layer["kind"] == "Linear"] == [
        [size] for size in sizes[1:]
    ]
    assert vae["parameters"] == parameters + (256 + 1) * 2
    assert (plain["bottleneck"], vae["bottleneck"]) == ("plain", "gaussian")


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("aeexplorer")
    for arguments in ([], ["--help"]):
        assert main(arguments) == 0
        shown = capsys.readouterr().out
        assert all(command in shown for command in ("recipes", "fit", "evaluate", "generate"))


def test_help_does_not_wait_for_torch() -> None:
    ran = _python(
        "import sys; from training.__main__ import main; code = main(['--help']); "
        "sys.exit(code or bool({'torch', 'numpy', 'pydantic'} & sys.modules.keys()))"
    )
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["frobnicate"], "No such command 'frobnicate'"),
        (["fit", "--frobnicate"], "No such option: --frobnicate"),
        (["evaluate"], "Missing argument"),
        (["generate", "run", "--out", "x", "--count", "0"], "Invalid value for '--count'"),
    ],
)
def test_wrong_usage_is_one_sentence(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert "--help” says what it takes." in captured.err
    assert len(captured.err.splitlines()) == 1
    assert captured.out == ""


def test_a_bug_becomes_a_sentence_and_a_log_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> list[str]:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr("training.recipe.recipe_names", broken)
    assert main(["recipes"]) == 1
    sentence = capsys.readouterr().err
    assert "Traceback" not in sentence
    assert "ZeroDivisionError: on purpose" in sentence
    log = Path(sentence.rpartition("log file ")[2].strip().rstrip("."))
    assert "in broken" in log.read_text()


def test_the_engine_runs_without_qt() -> None:
    ran = _python("""
import importlib, pkgutil, sys
for name in ("PySide6", "shiboken6", "pyqtgraph", "qtpy", "superqt", "qtawesome"):
    sys.modules[name] = None  # importing it raises ImportError
import training
for module in pkgutil.walk_packages(training.__path__, "training."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
from training.__main__ import main
sys.exit(main(["recipes"]))
""")
    assert ran.returncode == 0, ran.stderr
    assert "mnist-ae-2d" in ran.stdout
