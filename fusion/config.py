"""The configuration of a fusion model: a YAML file, checked word by word before anything runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from fusion.dataset.block import MODALITIES
from medomics_ehr.errors import InputRefused

Modality = Literal["ehr", "text", "radiomics", "genomics"]
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")


class IndexRule(BaseModel):
    """What dates a patient: the first event with one of `codes` (or a code below it), or with one of `displays`.

    `after_days` moves the index later, so that results issued some days after a diagnosis are known at it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    codes: tuple[str, ...] = ()
    displays: tuple[str, ...] = ()
    after_days: int = Field(default=0, ge=0)


class FusionConfig(BaseModel):
    """A fusion model's configuration.

    >>> FusionConfig(index=IndexRule(codes=("ICD10//C34",))).models
    ('ehr', 'text', 'radiomics', 'genomics', 'early', 'late')
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = "fusion"
    cohort: str | None = None
    index: IndexRule | None = None
    horizon_days: int = Field(default=730, gt=0)
    blocks: tuple[Modality, ...] = MODALITIES  # type: ignore[assignment]
    window_days: int | None = Field(default=None, gt=0)
    min_subjects: int = Field(default=5, ge=1)
    final_model: Literal["early", "late"] = "late"
    least_blocks: int = Field(default=2, ge=1)
    l1_shares: tuple[float, ...] = (0.0, 0.5)
    folds: int = Field(default=5, ge=2)
    repeats: int = Field(default=3, ge=1)
    inner_folds: int = Field(default=5, ge=2)
    bootstraps: int = Field(default=50, ge=10)
    seed: int = 0

    @property
    def models(self) -> tuple[str, ...]:
        """What is evaluated: each block alone, then both fusions where there is something to fuse."""
        return (*self.blocks, "early", "late") if len(self.blocks) > 1 else self.blocks

    @model_validator(mode="after")
    def _consistent(self) -> FusionConfig:
        if not _NAME.match(self.name):
            raise ValueError("name: letters, digits, - and _ only")
        if self.cohort is None and self.index is None:
            raise ValueError("index: give an index rule, or the name of a saved cohort as cohort")
        if self.index is not None and not (self.index.codes or self.index.displays):
            raise ValueError("index: give codes or displays")
        if len(set(self.blocks)) != len(self.blocks) or not self.blocks:
            raise ValueError("blocks: each modality once, at least one")
        return self


def read_config(path: Path) -> FusionConfig:
    """The configuration in a YAML file.

    Raises:
        InputRefused: no such file, no YAML mapping, or a setting is unknown or without sense.
    """
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(given, dict):
            raise InputRefused(f"{path}: not a YAML mapping; see docs/fusion.md for an example")
        return FusionConfig.model_validate(given)
    except FileNotFoundError:
        raise InputRefused(f"{path}: no such file; see docs/fusion.md for an example") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise InputRefused(f"{path}:{mark.line + 1 if mark else 1}: not readable as YAML; mend the file") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        raise InputRefused(f"{path}: {where + ': ' if where else ''}{what}; see docs/fusion.md") from None
