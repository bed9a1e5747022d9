"""The tokeniser's one pattern: runs of letters, runs of digits, single marks, runs of white space.

Letters and digits are split (`HER2` is `HER`, `2`), so that `HER2`, `HER-2` and `HER 2` are the same words.
"""

import re

TOKEN = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+|\d+|\s+|.", re.DOTALL)
