"""Bytes to text: UTF-8, UTF-16 by its mark, else the Windows code page of western Europe; binary is refused."""

from __future__ import annotations

import codecs

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class NotText(ValueError):
    """The bytes are no text; the message says why."""


def decode(data: bytes) -> str:
    """The text that bytes hold, line ends as they are.

    Raises:
        NotText: they hold NUL or many control characters, or a broken UTF-16.

    >>> decode("négatif".encode("cp1252")) == decode("négatif".encode()) == "négatif"
    True
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding:
            raise NotText(f"broken {encoding}") from None
        text = data.decode("cp1252", errors="replace")
    if _is_binary(text):
        raise NotText("binary, not text")
    return text


def _is_binary(text: str) -> bool:
    head = text[:65536]
    control = sum(1 for character in head if character < " " and character not in "\t\n\r\f\v\x1b\x1c")
    return "\x00" in head or control > len(head) // 100 or head.count("\ufffd") > len(head) // 20
