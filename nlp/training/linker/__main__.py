"""`python -m nlp.training.linker OUT.safetensors`: trains the delta that `nlp.linking` ships."""

from __future__ import annotations

import sys
from pathlib import Path

from nlp.linking.linker import SHIPPED_DELTA
from nlp.training.linker.train import LinkerTraining, train

if __name__ == "__main__":
    for name, value in train(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED_DELTA, LinkerTraining()).items():
        print(f"{name}: {value}")
