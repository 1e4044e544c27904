"""A sweep file says which cases there are, and whatever is wrong with it is told before anything is trained."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from training.build import build_model
from training.data import SOURCES
from training.errors import InputError
from training.sweep import Sweep, sweep_names

HEAD = 'title = "T"\nbase = "mnist-ae-2d"\n'


def test_every_combination_is_a_case() -> None:
    sweep = Sweep.from_toml(HEAD + '[vary]\n"bottleneck.kind" = ["plain", "gaussian"]\n"schedule.epochs" = [5, 10]\n')
    assert [case.name for case in sweep.cases()] == ["AE, Epochs 5", "AE, Epochs 10", "VAE, Epochs 5", "VAE, Epochs 10"]
    last = sweep.cases()[3]
    assert last.slug == "vae-epochs-10"
    assert last.values == {"bottleneck.kind": "gaussian", "schedule.epochs": 10}
    assert (last.recipe.bottleneck.kind, last.recipe.schedule.epochs) == ("gaussian", 10)
    assert last.recipe.title == "T: VAE, Epochs 10"


def test_tables_and_dotted_keys_are_alike() -> None:
    dotted = Sweep.from_toml(HEAD + '[set]\n"model.widths" = [8]\n[vary]\n"schedule.epochs" = [5]\n')
    tables = Sweep.from_toml(HEAD + "[set.model]\nwidths = [8]\n[vary]\nschedule.epochs = [5]\n")
    assert dotted == tables


def test_choices_meet_what_varies_and_may_have_a_recipe_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[schedule]\nbatch_size = 32\n")
    (tmp_path / "sweep.toml").write_text(
        HEAD + '[[case]]\nname = "Mine"\nbase = "mine.toml"\n[[case]]\nname = "Conv"\n'
        'set = { "model.kind" = "convolutional", "model.channels" = [4] }\n[vary]\n"model.latent_size" = [2, 3]\n'
    )
    cases = Sweep.load(tmp_path / "sweep.toml").cases()
    assert [case.name for case in cases] == [
        "Mine, Latent size 2",
        "Mine, Latent size 3",
        "Conv, Latent size 2",
        "Conv, Latent size 3",
    ]
    assert [case.recipe.schedule.batch_size for case in cases] == [32, 32, 128, 128]
    assert [case.recipe.model.kind for case in cases] == ["dense", "dense", "convolutional", "convolutional"]


def test_a_whole_part_may_vary() -> None:
    sweep = Sweep.from_toml(
        HEAD + '[vary]\nmodel = [{ kind = "linear" }, { kind = "convolutional", channels = [8] }]\n'
    )
    assert [case.slug for case in sweep.cases()] == ["model-linear", "model-convolutional-channels-8"]


@pytest.mark.parametrize("name", sweep_names())
def test_shipped_sweeps_need_no_network_and_build(name: str) -> None:
    sweep = Sweep.load(name)
    assert Sweep.from_toml(sweep.to_toml()) == sweep, "what a folder keeps needs no other file"
    for case in sweep.cases():
        source = SOURCES[case.recipe.data.source]
        assert not source.downloads or (case.recipe.data.path is None and source.name in {"wafers", "eyes"})
        assert source.image_shape is not None
        with torch.device("meta"):
            build_model(case.recipe, source.image_shape)


def test_report_c_is_in_the_sweep_of_eyes() -> None:
    (reported,) = Sweep.load("eyes-epochs").report
    assert list(reported.values.values()) == [22.99, 22.84, 22.89, 23.01, 24.09, 23.53]
    assert not Sweep.load("eyes-epochs").varying("schedule.epochs=1,2").report


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('base = "mnist-ae-2d"\n', "varies nothing"),
        ('[vary]\n"schedule.epochs" = [1]\n', "“base” is missing"),
        (HEAD + "vari = 1\n", "unknown key “vari”. Valid here: base, case,"),
        (HEAD + '[vary]\n"schedule.epochs" = []\n', "the list of “schedule.epochs” is empty"),
        (HEAD + '[vary]\n"schedule.epocs" = [1]\n', "The case “schedule.epocs 1” of “T” is impossible: unknown key"),
        (HEAD + '[vary]\n"schedule.epochs" = [1, 0]\n', "The case “Epochs 0” of “T” is impossible: “schedule.epochs”"),
        (HEAD + '[vary]\n"schedule.epochs" = [1, 2, 1]\n', "two cases have one name, “Epochs 1” and “Epochs 1”"),
        (HEAD + '[vary]\n"schedule.epochs" = 3\n', "“vary.schedule.epochs” input should be a valid list"),
        (HEAD + '[[case]]\nname = "pictures"\n', "a case cannot be called “pictures”"),
        (HEAD + '[[case]]\nname = "A"\n[[report]]\nfigure = "mse"\nvalues = { B = 1 }\n', "there is no such case"),
        (HEAD + '[[case]]\nname = "A"\nbase = "nothing"\n', "There is no recipe “nothing”"),
        (HEAD + f"[vary]\nseed = {list(range(1001))}\n", "has 1,001 cases; 1,000 are the most"),
        (HEAD.replace("mnist-ae-2d", "wafers-ae") + '[vary]\n"model.latent_size" = [2]\n', "“Latent size 2”"),
        ("title = [", "is not valid TOML"),
    ],
)
def test_what_is_wrong_is_said(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        Sweep.from_toml(text).cases()
    assert sentence in str(refused.value)


def test_keys_are_set_and_varied_from_the_command_line() -> None:
    sweep = Sweep.load("mnist-latent-size").override("schedule.epochs=1").varying("objective.reconstruction=mse,bce")
    assert [case.slug for case in sweep.cases()][:2] == ["latent-size-2-loss-mse", "latent-size-2-loss-bce"]
    assert {case.recipe.schedule.epochs for case in sweep.cases()} == {1}
    assert [case.recipe.model.latent_size for case in sweep.varying("model.latent_size=5").cases()] == [5, 5]
    widths = Sweep.load("mnist-loss").varying("model.widths=[8],[8, 4]").cases()
    assert [case.recipe.model.widths for case in widths] == [(8,), (8, 4)] * 2
    with pytest.raises(InputError, match=r"--vary model.latent_size="):
        sweep.override("model.latent_size=3")
    with pytest.raises(InputError, match="belongs to the cases"):
        Sweep.load("mnist-l2").varying("optimizer.weight_decay=1,2")
