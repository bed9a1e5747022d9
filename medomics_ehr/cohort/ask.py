"""Asks a record for a cohort: reads the query, runs it, and says how it was understood. The room's front door.

`understand` turns text or a file into a definition; `count` and `people` run it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from medomics_ehr.cohort.aces import TaskCohort, is_task, read_task_cohort, task_people, task_waterfall
from medomics_ehr.cohort.atlas import AtlasCohort, atlas_people, atlas_waterfall, read_atlas
from medomics_ehr.cohort.attrition import NearMiss, Step, waterfall
from medomics_ehr.cohort.definition import Definition, leaves, refuse_undated
from medomics_ehr.cohort.engines import sql
from medomics_ehr.cohort.hierarchy import descendants_in
from medomics_ehr.cohort.named import about, condition_of
from medomics_ehr.cohort.occurrences import Occurrence, occurrences
from medomics_ehr.cohort.readers.aces.meds_shards import places_in_meds
from medomics_ehr.cohort.readers.aces.record_events import places_in_record
from medomics_ehr.cohort.readers.aces.task import read_task
from medomics_ehr.cohort.readers.text import read_text
from medomics_ehr.cohort.readers.text.words import language_of
from medomics_ehr.cohort.readers.yaml_form import Document, read_yaml
from medomics_ehr.cohort.recorded_units import in_one_unit
from medomics_ehr.cohort.running import TIME_LIMIT, Reading, reading
from medomics_ehr.cohort.saved import Kept, find
from medomics_ehr.cohort.sequenced import beside_the_events
from medomics_ehr.cohort.sources import FoundIn, found_in
from medomics_ehr.cohort.terms import Terms
from medomics_ehr.errors import InputRefused, WrongUsage
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

_LONGEST_LABEL = 60
_FILES = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Question:
    """A query as it was understood: its definition, what its terms mean in this record, the cohort that it names.

    `workspace` is where it was asked, if that is known.
    """

    definition: Definition | AtlasCohort | TaskCohort
    terms: Terms
    saved: Kept | None = None
    workspace: Workspace | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What to tell of how the query was read."""
        return tuple(dict.fromkeys(self.terms.notes))

    @property
    def origins(self) -> dict[str, str]:
        """Term to where its meaning comes from; a saved cohort's terms come from it."""
        if self.saved is not None and isinstance(self.definition, Definition):
            return {leaf.codes.label: f"saved cohort {self.saved.name}" for leaf in leaves(self.definition)}
        found = {term: meaning.origin for term, meaning in self.terms.understood.items()}
        parts = [
            (part, one.origin) for one in self.terms.understood.values() for part in (one.histology, one.site) if part
        ]
        return found | {part.label: origin for part, origin in parts}


@dataclass(frozen=True, slots=True)
class Answer:
    """A count with its account: the waterfall sums to it, `found_in` too; `nearest` missed it by one rule.

    `notes` are sentences on how the query was read, and on what its answer does not say by itself.
    """

    count: int
    waterfall: tuple[Step, ...]
    nearest: tuple[NearMiss, ...]
    understood: tuple[Occurrence, ...]
    found_in: FoundIn
    notes: tuple[str, ...] = ()


def terms_of(record: Record, lang: str | None = None, query: str = "") -> Terms:
    """The terms of a record: the displays its sources gave, and its loaded vocabulary.

    Raises:
        WrongUsage: the language is neither fr nor en.
    """
    if lang not in (None, "fr", "en"):
        raise WrongUsage(
            f"--lang {lang[:20]}: queries are read in fr or en; name one of them, or leave it to be guessed"
        )
    frame = record.frame(sa.select(tables.code_display.c.code, tables.code_display.c.display).distinct())
    displays: dict[str, list[str]] = {}
    for code, display in zip(frame["code"], frame["display"], strict=True):
        displays.setdefault(code, []).append(display)
    shown = {code: tuple(sorted(texts, key=_telling)) for code, texts in displays.items()}
    return Terms(shown, lang or language_of(query), descendants_in(record))


def _telling(display: str) -> tuple[bool, int, str]:
    """Orders displays: the longest first, as it abbreviates least, but no whole sentences."""
    return len(display) > _LONGEST_LABEL, -len(display), display


def understand(record: Record, query: str, lang: str | None = None, workspace: Workspace | None = None) -> Question:
    """Read a query: text, the name of a saved cohort, or the path of a definition file.

    Args:
        workspace: where the cohorts lie whose names the query may use; a name goes before a word that is spelt alike.

    Raises:
        InputRefused: a term nobody knows, an ambiguous one, a file that cannot be read, or an age that nothing dates.
    """
    terms = terms_of(record, lang, query)
    if workspace is not None:
        kept = find(workspace, query.strip())
        if kept is not None:
            terms.notes.append(about(kept, terms))
            return Question(_datable(_read(kept.definition, terms)), terms, kept, workspace)
        terms.cohorts = lambda name: condition_of(workspace, name, terms)
    path = Path(query.strip())
    definition = _read(path, terms) if path.suffix in _FILES else read_text(query, terms)
    return Question(_datable(definition), terms, None, workspace)


def _datable(definition: Definition | AtlasCohort | TaskCohort) -> Definition | AtlasCohort | TaskCohort:
    if isinstance(definition, Definition):
        refuse_undated(definition)
    return definition


def _read(path: Path, terms: Terms) -> Definition | AtlasCohort | TaskCohort:
    """The definition in a file.

    Raises:
        InputRefused: it cannot be read, or is none.
    """
    text = _text_of(path)
    if path.suffix == ".json":
        return read_atlas(path, text)
    return read_task_cohort(path, text) if is_task(text) else read_yaml(text, path.name, terms).definition


def read_file(path: Path, terms: Terms | None = None) -> Document:
    """A definition file with its tests.

    Raises:
        InputRefused: it cannot be read, or is no definition.
    """
    return read_yaml(_text_of(path), path.name, terms or Terms())


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise InputRefused(f"{path}: the definition cannot be read ({reason}); name another file") from None


def count(record: Record, question: Question, seconds: float = TIME_LIMIT) -> Answer:
    """How many people, by which steps, found where.

    Raises:
        InputRefused: it takes longer than `seconds`.
    """
    answer = _counted(record, question, seconds)
    said = [*question.notes, *_any_result(question), *_changed(question.saved, answer.count)]
    if question.workspace is not None and isinstance(question.definition, Definition):
        said += beside_the_events(question.workspace, leaves(question.definition))
    return replace(answer, notes=tuple(dict.fromkeys(said)))


def _counted(record: Record, question: Question, seconds: float) -> Answer:
    definition = question.definition
    with reading(record, seconds) as opened:
        if isinstance(definition, AtlasCohort):
            steps = atlas_waterfall(opened, definition)
            return Answer(steps[-1].people, steps, (), (), FoundIn(structured=steps[-1].people))
        if isinstance(definition, TaskCohort):
            steps = task_waterfall(opened, record, definition)
            return Answer(steps[-1].people, steps, (), (), FoundIn())
        definition = in_one_unit(opened, definition)
        attrition = waterfall(opened, definition)
        understood = occurrences(opened, definition, question.origins, question.terms.displays)
        found = _found_in(opened, definition, attrition.count, understood)
    return Answer(attrition.count, attrition.steps, attrition.nearest, understood, found)


def _any_result(question: Question) -> Iterator[str]:
    """A marker without a value: who was tested, whatever came out."""
    positive = "positif" if question.terms.lang == "fr" else "positive"
    for leaf in leaves(question.definition) if isinstance(question.definition, Definition) else ():
        marker = any(code.code.startswith("BIOMARKER//") for code in leaf.codes.codes)
        if marker and leaf.text is None and leaf.number is None:
            name = leaf.codes.label
            yield f"`{name}` counts any result, negative ones too; to ask for one, write it, as in `{name} {positive}`"


def _changed(kept: Kept | None, people: int) -> Iterator[str]:
    """A cohort's files keep the people that it had: pathways, survival, features and models go by those."""
    if kept is not None and kept.people != people:
        yield (
            f"the record has changed since `{kept.name}` was saved with {kept.people} people; "
            "save it again for pathways, survival, features and models"
        )


def _found_in(opened: Reading, definition: Definition, people: int, understood: tuple[Occurrence, ...]) -> FoundIn:
    """Spares the queries where only one source has any of the facts."""
    if not any(term.reports for term in understood):
        return FoundIn(structured=people)
    if not any(term.structured for term in understood):
        return FoundIn(reports=people)
    return found_in(opened, definition)


def people(
    record: Record, definition: Definition | AtlasCohort | TaskCohort, seconds: float = TIME_LIMIT
) -> pd.DataFrame:
    """The members, a row each: subject_id, index_date (the latest instant of what dates them), censored_at."""
    types = {"subject_id": "int64", "index_date": "datetime64[us]", "censored_at": "datetime64[us]"}
    if isinstance(definition, TaskCohort):
        return task_people(record, definition, seconds).astype(types)
    with reading(record, seconds) as opened:
        if isinstance(definition, AtlasCohort):
            found = atlas_people(opened, definition)
        else:
            found = _members(opened, definition)
    return found.astype(types)


def _members(opened: Reading, definition: Definition) -> pd.DataFrame:
    definition = in_one_unit(opened, definition)
    judged = sql.judged(definition, opened.dialect).subquery()
    statement = (
        sa.select(judged.c.subject_id, judged.c.index_at, judged.c.censored_at)
        .where(sql.member(judged, definition))
        .order_by(judged.c.subject_id)
    )
    return pd.DataFrame(opened.rows(statement), columns=["subject_id", "index_date", "censored_at"])


def task_places(file: Path, shards: Sequence[Path], workspace: Path) -> pd.DataFrame:
    """Where the windows of an ACES task fit, in MEDS shards or, without any, in the workspace's record."""
    task = read_task(_text_of(file), file.name)
    if shards:
        return places_in_meds(task, shards)
    return places_in_record(task, Record.of(Workspace.open(workspace)))
