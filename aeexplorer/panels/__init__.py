"""Panels of the window: one file each, one line here; they never import each other."""

PANELS = {
    "run": "aeexplorer.panels.run_form:RunPanel",
    "latent_map": "aeexplorer.panels.latent_map:LatentMapPanel",
    "decoder": "aeexplorer.panels.decoder:DecoderPanel",
    "selected_image": "aeexplorer.panels.selected_image:SelectedImagePanel",
    "pins": "aeexplorer.panels.pins:PinsPanel",
    "curves": "aeexplorer.panels.curves:CurvesPanel",
    "restore": "aeexplorer.panels.restore:RestorePanel",
    "canvas": "aeexplorer.panels.canvas:CanvasPanel",
    "restorations": "aeexplorer.panels.restorations:RestorationsPanel",
    "experiments": "aeexplorer.panels.experiments:ExperimentsPanel",
    "sweep_table": "aeexplorer.panels.sweep_table:SweepTablePanel",
    "report_table": "aeexplorer.panels.report_table:ReportTablePanel",
    "noise_compare": "aeexplorer.panels.noise_compare:NoiseComparePanel",
    "compare_images": "aeexplorer.panels.compare_images:CompareImagesPanel",
    "compare_maps": "aeexplorer.panels.compare_maps:CompareMapsPanel",
    "code_view": "aeexplorer.panels.code_view:CodeViewPanel",
    "rate_distortion": "aeexplorer.panels.rate_distortion:RateDistortionPanel",
    "anomaly": "aeexplorer.panels.anomaly:AnomalyPanel",
    "compare_scores": "aeexplorer.panels.compare_scores:CompareScoresPanel",
    "who_wins": "aeexplorer.panels.who_wins:WhoWinsPanel",
    "failures": "aeexplorer.panels.failures:FailuresPanel",
    "robustness": "aeexplorer.panels.robustness:RobustnessPanel",
    "live_metrics": "aeexplorer.panels.live_metrics:LiveMetricsPanel",
}
"""A panel's id, and the class that shows it."""
