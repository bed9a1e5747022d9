"""What a batch is run with, and a fingerprint of all that its findings depend on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import nlp
from medomics_ehr.compute import Engine
from medomics_ehr.errors import WrongUsage
from medomics_ehr.terminology import local
from nlp.batch.checks import check_encoder, check_learnt, check_model
from nlp.coder import Coder, Profile, ReportCoder
from nlp.linking.encoder import MINILM
from nlp.trained.model_files import read_manifest

#: Kinds of files that the coder's answers follow from.
_SOURCES = frozenset({".py", ".csv", ".json", ".safetensors", ".txt"})


@dataclass(frozen=True, slots=True)
class Settings:
    """How to code a batch.

    Attributes:
        profile: `fast`, `default` or `thorough`.
        lexicon_folder: a workspace's own tables, None for those shipped alone.
        min_confidence: findings below it are left out.
        model: folder of a coder that `nlp train` made, run in place of the rules; None for the rules.
        learnt: folder of parts that `nlp train` learnt, used in place of those shipped.
        encoder: the transformer of the rules' coder: `minilm`, or a folder.
        engine, processes: see `compute.map_in_order`; None takes all cores.
    """

    profile: Profile = "default"
    lexicon_folder: Path | None = None
    min_confidence: float = 0.0
    engine: Engine = "local"
    processes: int | None = None
    model: Path | None = None
    learnt: Path | None = None
    encoder: str = MINILM

    def __post_init__(self) -> None:
        """Refuse what does not go together.

        Raises:
            WrongUsage: learnt parts or an encoder are named for a coder that does not run them.
        """
        own = self.learnt is not None or self.encoder != MINILM
        if own and self.model is not None:
            raise WrongUsage("--model runs alone; --learnt and --encoder go with the coder that is shipped")
        if own and self.profile == "fast":
            raise WrongUsage("--learnt and --encoder need --profile default or thorough")

    def check(self) -> None:
        """Refuse, without loading it, what the coder cannot be loaded from.

        Raises:
            InputRefused: a lexicon is wrong, a folder holds another thing than it is named for, or is not there.
            EnvironmentFailed: a model is missing, cut or altered.
        """
        if self.model is not None:
            check_model(self.model)
        if self.learnt is not None:
            check_learnt(self.learnt)
        check_encoder(self.encoder)
        if self.lexicon_folder is not None and self.model is None:
            local.check(self.lexicon_folder)

    def load(self) -> ReportCoder:
        """The coder that these settings name.

        Raises:
            EnvironmentFailed: a model file is missing, cut or altered.
        """
        if self.model is not None:
            from nlp.trained.coder import TrainedCoder

            return TrainedCoder.load(self.model)
        return Coder.load(self.profile, self.lexicon_folder, self.encoder, self.learnt)

    def configuration(self) -> str:
        """What coded a report, in 16 hexadecimal digits: profile, code, tables, models and lexicon, by content.

        >>> Settings("fast").configuration() == Settings("fast", processes=2).configuration()
        True
        """
        digest = hashlib.sha256(self.profile.encode())
        for name, path in self._sources():
            digest.update(name.encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()[:16]

    def _sources(self) -> Iterator[tuple[str, Path]]:
        tables = resources.files("medomics_ehr.terminology").joinpath("tables")
        folders = [Path(nlp.__path__[0]), Path(str(tables))]
        if self.lexicon_folder and self.lexicon_folder.is_dir():
            folders.append(self.lexicon_folder)
        for made in (self.model, self.learnt):
            if made is not None:
                read_manifest(made)
                folders.append(made)
        if self.encoder != MINILM:
            folders.append(Path(self.encoder))
        for place, folder in enumerate(folders):
            for path in sorted(path for path in folder.rglob("*") if path.suffix in _SOURCES and path.is_file()):
                yield f"{place}/{path.relative_to(folder).as_posix()}", path
