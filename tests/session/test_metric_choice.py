"""Which metrics are plotted: in a fixed order, as chosen, as many as there is room for."""

from __future__ import annotations

from aeexplorer.session.metric_choice import MetricChoice, plottable

SAID = ["psnr", "loss", "kl", "unheard of", "reconstruction", "ssim"]


def test_what_was_said_is_offered_in_the_order_of_the_plots() -> None:
    assert plottable(SAID) == ["loss", "reconstruction", "kl", "psnr", "ssim"]
    assert plottable([]) == []


def test_a_reconstruction_that_is_the_whole_loss_is_not_plotted_twice() -> None:
    assert plottable(["reconstruction", "loss"]) == ["loss"]
    assert plottable(["reconstruction", "loss", "penalty"]) == ["loss", "reconstruction", "penalty"]


def test_the_first_ones_are_plotted_until_somebody_chooses() -> None:
    choice, available = MetricChoice(), plottable(SAID)
    assert choice.shown(available, 3) == ["loss", "reconstruction", "kl"]
    choice.toggle("ssim", available, 3)
    assert choice.shown(available, 3) == ["loss", "reconstruction", "ssim"]
    choice.toggle("loss", available, 3)
    assert choice.shown(available, 3) == ["reconstruction", "ssim"]
    choice.toggle("kl", available, 3)
    assert choice.shown(available, 3) == ["reconstruction", "kl", "ssim"]
    choice.forget()
    assert choice.shown(available, 2) == ["loss", "reconstruction"]


def test_the_only_plot_cannot_be_taken_away_and_what_is_not_there_is_not_plotted() -> None:
    choice, available = MetricChoice(), ["loss", "psnr"]
    choice.toggle("psnr", available, 1)
    assert choice.shown(available, 1) == ["psnr"]
    choice.toggle("psnr", available, 1)
    assert choice.shown(available, 1) == ["psnr"]
    assert choice.shown(["loss"], 1) == []
