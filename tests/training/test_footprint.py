"""What cannot fit into memory is refused in a sentence before it is built, and nothing else is."""

from __future__ import annotations

import pytest
import torch

from training.build import build_model
from training.data.images import ImageSet
from training.errors import InputError
from training.evaluate import evaluate
from training.feed import images_at_once
from training.footprint import KEPT, outputs, refuse_too_large
from training.loop import fit
from training.memory import is_out_of_memory
from training.recipe import Recipe

CPU = torch.device("cpu")
SHAPE = (1, 16, 16)
KINDS = [
    ("model.widths=[32]",),
    ("model.widths=[32]", "model.batch_norm=true", "bottleneck.kind=gaussian"),
    ("model.kind=convolutional", "model.batch_norm=true"),
    ("model.kind=feature-maps", "model.down=stride", "model.up=transposed", "bottleneck.kind=power"),
]


@pytest.mark.parametrize("assignments", KINDS)
def test_what_layers_put_out_is_no_more_than_twice_what_autograd_keeps(assignments: tuple[str, ...]) -> None:
    recipe = Recipe().override(*assignments)
    model = build_model(recipe, SHAPE)
    weights = {parameter.data_ptr() for parameter in model.parameters()}
    kept: dict[int, int] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        if tensor.data_ptr() not in weights:
            kept[tensor.data_ptr()] = tensor.numel()
        return tensor

    alive = []
    with torch.autograd.graph.saved_tensors_hooks(lambda tensor: alive.append(tensor) or keep(tensor), lambda t: t):
        out = model(torch.rand(4, *SHAPE), torch.randn(4, *model.latent_shape))
        recipe.objective.terms(model, out, torch.rand(4, *SHAPE))["loss"].mean()
    assert 4 * KEPT * outputs(model) <= sum(kept.values())


def test_a_model_of_parameters_that_do_not_fit_six_times_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = Recipe().override("model.widths=[100]", "schedule.batch_size=1")
    parameters = 256 * 100 + 100 + 100 * 2 + 2 + 2 * 100 + 100 + 100 * 256 + 256
    monkeypatch.setattr("training.footprint.free_memory", lambda: 23 * parameters)
    with pytest.raises(
        InputError,
        match=r"takes at least 1.2 MB for its 52,058 parameters.*smaller hidden widths",
    ):
        refuse_too_large(recipe, SHAPE, CPU)
    monkeypatch.setattr("training.footprint.free_memory", lambda: 25 * parameters)
    refuse_too_large(recipe, SHAPE, CPU)


def test_a_batch_that_does_not_fit_is_refused_with_one_that_does(monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = Recipe().override("model.kind=convolutional", "schedule.batch_size=4096")
    monkeypatch.setattr("training.footprint.free_memory", lambda: 50_000_000)
    with pytest.raises(InputError, match=r"for a batch of 4,096.*Choose a smaller batch, such as") as refusal:
        refuse_too_large(recipe, SHAPE, CPU)
    advised = str(refusal.value).partition("schedule.batch_size = ")[2].partition(",")[0]
    assert int(advised) > 100
    refuse_too_large(recipe.override(f"schedule.batch_size={advised}"), SHAPE, CPU)


def test_a_run_asks_before_it_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.footprint.free_memory", lambda: 1000)
    with pytest.raises(InputError, match="does not fit into this machine's memory"):
        next(fit(Recipe().override("data.source=digits")))


def test_memory_that_runs_out_in_training_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    images = ImageSet("some", torch.zeros(200, *SHAPE, dtype=torch.uint8))
    events = fit(Recipe(), images)
    next(events)
    # As if the batch were one that torch finds no memory for.
    monkeypatch.setattr("training.loop.to_unit", lambda _: torch.empty(10**15))
    with pytest.raises(InputError, match="Memory ran out while training"):
        list(events)


def test_other_errors_are_not_taken_for_that() -> None:
    assert is_out_of_memory(MemoryError())
    assert not is_out_of_memory(RuntimeError("mat1 and mat2 shapes cannot be multiplied"))


def test_large_images_go_through_the_model_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert images_at_once((3, 64, 64)) == 512
    assert images_at_once((3, 1024, 1024)) == 2
    assert images_at_once((1, 2**14, 2**14)) == 1
    recipe = Recipe()
    model = build_model(recipe, SHAPE)
    x = torch.rand(20, *SHAPE, generator=torch.Generator().manual_seed(0))
    whole = evaluate(model, recipe.objective, x, torch.arange(20), seed=1)
    seen = []
    model.encoder.register_forward_hook(lambda _module, inputs, _output: seen.append(len(inputs[0])))
    monkeypatch.setattr("training.feed.LARGEST_AT_ONCE", 8 * 256)
    assert evaluate(model, recipe.objective, x, torch.arange(20), seed=1) == pytest.approx(whole, rel=1e-5)
    assert seen == [8, 8, 4]
