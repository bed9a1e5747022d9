"""The tokenizer of the packaged MiniLM, by the library `tokenizers` alone: `transformers` takes seconds to import."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer as PieceModel


class Tokenizer:
    """Texts to the numbers of their pieces; called as those of `transformers` are."""

    def __init__(self, folder: Path) -> None:
        self._model = PieceModel.from_file(str(folder / "tokenizer.json"))
        self._model.no_padding()
        self._model.no_truncation()
        self.cls_token_id, self.sep_token_id, self.unk_token_id, self.mask_token_id = map(
            self._model.token_to_id, ("[CLS]", "[SEP]", "[UNK]", "[MASK]")
        )

    def __call__(
        self,
        text: str | Sequence[str],
        *,
        add_special_tokens: bool = True,
        max_length: int | None = None,
        truncation: bool = False,
        verbose: bool = True,
    ) -> dict[str, Any]:
        """`input_ids`: the pieces of a text, or a list of those of each text.

        Args:
            add_special_tokens: whether the piece of the beginning and that of the end stand around.
            max_length: most pieces of a text, where `truncation` is asked for.
            verbose: of no effect here: it warns of no long text.
        """
        max_length = max_length if truncation else None
        if isinstance(text, str):
            return {"input_ids": self._of([text], add_special_tokens, max_length)[0]}
        return {"input_ids": self._of(list(text), add_special_tokens, max_length)}

    def _of(self, texts: list[str], marked: bool, most: int | None) -> list[list[int]]:
        encoded = [of_text.ids for of_text in self._model.encode_batch_fast(texts, add_special_tokens=marked)]
        if most is None:
            return encoded
        return [[*ids[: most - 1], ids[-1]] if marked and len(ids) > most else ids[:most] for ids in encoded]
