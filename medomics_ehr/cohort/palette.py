"""The colours of the room's pictures, told apart by people who confuse red and green.

Source: Okabe and Ito, Color Universal Design, 2008; black is left out, two darker hues added.
"""

from __future__ import annotations

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C6D1F", "#7A5195")
REST = "#9AA5B1"
TEXT = "#1d2733"
