"""The files of a cohort's pathways: a table, both pictures, and one HTML page that needs no network.

Every file holds the same counts: protected ones, or exact ones where the caller says that they stay on the machine.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from html import escape
from pathlib import Path as File

from medomics_ehr.cohort.exports import write_file
from medomics_ehr.cohort.pathways.paths import Path, in_words
from medomics_ehr.cohort.pathways.protection import ProtectedPathways
from medomics_ehr.cohort.pathways.sankey import sankey
from medomics_ehr.cohort.pathways.sunburst import sunburst

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{font: 15px/1.5 system-ui, sans-serif; color: #1d2733; max-width: 76rem; margin: 2rem auto; padding: 0 1rem}}
svg {{max-width: 100%; height: auto}} table {{border-collapse: collapse}}
td, th {{padding: .25rem .8rem; border-bottom: 1px solid #dde3ea; text-align: left}} td.n {{text-align: right}}
</style></head><body><h1>{title}</h1><p>{note}</p>{sankey}<h2>First treatments inside, what followed outside</h2>
{sunburst}<h2>Paths</h2><table><tr><th>path</th><th>people</th></tr>{rows}</table></body></html>
"""


def write_report(folder: File, name: str, found: ProtectedPathways, note: str) -> list[File]:
    """Write `pathways.csv`, `.json`, `.html`, `sankey.svg` and `sunburst.svg` into a folder.

    Raises:
        EnvironmentFailed: the folder cannot be written to.
    """
    drawn = found.drawn()
    contents: Mapping[str, str] = {
        "pathways.csv": _csv(found),
        "pathways.json": json.dumps(found.account(), ensure_ascii=False, indent=1),
        "sankey.svg": sankey(drawn, name),
        "sunburst.svg": sunburst(drawn, name),
        "pathways.html": page(name, found, note),
    }
    for file, text in contents.items():
        write_file(folder / file, text.encode())
    return [folder / file for file in contents]


def page(name: str, found: ProtectedPathways, note: str) -> str:
    """Everything on one HTML page, without a script."""
    drawn = found.drawn()
    rows = "".join(
        f"<tr><td>{escape(shown(one.path, one.shortened))}</td><td class='n'>{_number(one.people)}</td></tr>"
        for one in found.paths
    )
    title = escape(f"Care pathways of {name}: {_number(found.people)} people")
    pictures = {"sankey": sankey(drawn, name), "sunburst": sunburst(drawn, name)}
    return _PAGE.format(title=title, note=escape(note), rows=rows, **pictures)


def shown(path: Path, shortened: bool) -> str:
    """A path in words; a shortened one says that longer ones are counted with it.

    >>> shown(("surgery",), True)
    'surgery (→ rarer paths)'
    """
    return in_words(path) + (" (→ rarer paths)" if shortened else "")


def _csv(found: ProtectedPathways) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["path", "steps", "people", "shortened"])
    for one in found.paths:
        writer.writerow([" > ".join(one.path), len(one.path), _number(one.people), int(one.shortened)])
    return out.getvalue()


def _number(people: int | None) -> str:
    return "suppressed" if people is None else str(people)
