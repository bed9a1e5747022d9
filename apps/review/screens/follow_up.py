"""The follow-up page: what became of a saved cohort's people, as care pathways and as survival."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from apps.review.service import follow_up as service
from medomics_ehr.cohort.pathways import PRESETS, Settings
from medomics_ehr.errors import MedomicsError
from medomics_ehr.workspace import Workspace


def show() -> None:
    """Choose a cohort, and one of the two accounts of it."""
    st.title("Follow-up")
    workspace: Workspace = st.session_state["workspace"]
    names = service.cohort_names(workspace)
    if not names:
        st.info("No saved cohort yet: `medomics cohort save` keeps one.")
        return
    name = str(st.selectbox("Saved cohort", names))
    pathways, survival = st.tabs(["Care pathways", "Survival"])
    with pathways:
        _said(_pathways, workspace, name)
    with survival:
        _said(_survival, workspace, name, [other for other in names if other != name])


def _said(draw: Callable[..., None], *given: object) -> None:
    """Draw a tab; a refusal in it leaves the other tab in peace."""
    try:
        draw(*given)
    except MedomicsError as error:
        st.error(str(error))


def _pathways(workspace: Workspace, name: str) -> None:
    left, middle, right = st.columns([4, 4, 3])
    kind = left.selectbox("What counts as treatment", [*PRESETS, "another term"])
    term = middle.text_input("Term", placeholder="for instance: chemotherapy") if kind == "another term" else ""
    depth = right.slider("Steps", 1, 8, 5)
    if kind == "another term" and not term:
        return
    found = service.paths(workspace, name, term or str(kind), Settings(max_depth=depth))
    st.caption(f"{found.people} people, from each one's index date. {found.remark}")
    st.image(found.sankey, width="content")
    burst, table = st.columns([5, 6], gap="large")
    burst.image(found.sunburst, width="content")
    table.dataframe(found.table, hide_index=True, column_order=["path", "people", "share"])


def _survival(workspace: Workspace, name: str, others: list[str]) -> None:
    first, second, third = st.columns(3)
    outcome = first.text_input("Outcome", placeholder="death", help="A term, or several joined by `or`")
    by = second.text_input("Groups", placeholder="sex, or a query", help="By what was known at the index date")
    against = third.selectbox("Another cohort", ["", *others])
    found = service.times(workspace, name, outcome, by, str(against or ""))
    st.image(found.picture, width="content")
    st.dataframe(found.table, hide_index=True)
    for remark in found.remarks:
        st.caption(remark)
