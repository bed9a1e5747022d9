"""The tokeniser's one pattern: runs of letters, runs of digits, single marks, runs of white space.

Letters and digits are split (`HER2` is `HER`, `2`), so that `HER2`, `HER-2` and `HER 2` are the same words. The letter
of a TNM component stands apart from the next component (`N1aM0` is `N`, `1`, `a`, `M`, `0`).
"""

import re

TOKEN = re.compile(r"(?<=\d)[a-dA-D](?=[NM][0-3xX])|[^\W\d_]+(?:[\u0300-\u036f][^\W\d_]*)*|\d+|\s+|.", re.DOTALL)
