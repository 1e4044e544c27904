"""Backbone families: a new one is one new file and one more member of ``Model``."""

from typing import Annotated

from pydantic import Field

from training.models.convolutional import Convolutional
from training.models.dense import Dense
from training.models.feature_maps import FeatureMaps
from training.models.linear import Linear
from training.models.wafer_conv import WaferConv

Model = Annotated[Dense | Linear | Convolutional | FeatureMaps | WaferConv, Field(discriminator="kind")]
