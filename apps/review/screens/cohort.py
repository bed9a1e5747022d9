"""The cohort page: a question in words, how it was understood, the count with its waterfall, and the people."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from apps.review.screens.patient import open_record
from apps.review.service import cohorts as service
from medomics_ehr.workspace import Workspace

EXAMPLES = ("lung cancer and immunotherapy then ct", "cancer du sein et chimiothérapie", "sarcoma")


def show() -> None:
    """Ask the question and show its answer."""
    st.title("Cohort")
    workspace = st.session_state["workspace"]
    saved = service.saved_names(workspace)
    query = st.text_input(
        "Question, in English or French",
        key="query",
        placeholder=f"for instance: {EXAMPLES[0]}",
        help="and · or · except · then · et · ou · sauf · puis; values such as PD-L1 >= 50 %",
    )
    chips = st.pills("Examples", EXAMPLES, label_visibility="collapsed", key="example")
    asked = query or chips
    if not asked:
        if saved:
            st.caption("Saved cohorts: " + ", ".join(saved))
        return
    _answer(workspace, str(asked))


def _answer(workspace: Workspace, query: str) -> None:
    asked = service.ask(workspace, query)
    head, chart = st.columns([2, 5], gap="large")
    head.metric("People", asked.count)
    head.caption("  \n".join(f"{number} {name}" for name, number in asked.found_in.items()))
    chart.altair_chart(_waterfall(asked.waterfall))
    st.subheader("How it was understood", anchor=False)
    st.dataframe(asked.understood, hide_index=True)
    for note in asked.notes:
        st.caption(note)
    st.subheader("People", anchor=False)
    if asked.people.empty:
        st.info("Nobody fits; the waterfall shows which step loses the last one.")
        return
    event = st.dataframe(
        asked.people,
        hide_index=True,
        height="content" if len(asked.people) < 8 else 300,
        on_select="rerun",
        selection_mode="single-row",
    )
    chosen = event["selection"]["rows"] if event else []
    if chosen:
        _evidence(workspace, query, str(asked.people.loc[chosen[0], "subject"]))
    else:
        st.caption("Select a person for the evidence.")


def _waterfall(steps: pd.DataFrame) -> alt.LayerChart | alt.FacetChart:
    base = alt.Chart(steps).encode(y=alt.Y("step:N", sort=None, title=None, axis=alt.Axis(labelLimit=360)))
    bars = base.mark_bar(color="#3b6ea5").encode(x=alt.X("people:Q", title=None), tooltip=["step", "people", "lost"])
    words = base.mark_text(align="left", dx=4).encode(x="people:Q", text="people:Q")
    return alt.layer(bars, words).properties(height=34 * len(steps) + 20)


def _evidence(workspace: Workspace, query: str, subject: str) -> None:
    st.subheader(f"Evidence for {subject}", anchor=False)
    for verdict in service.evidence(workspace, query, int(subject)):
        st.markdown(f"**{verdict.rule}** — {'met' if verdict.met else 'not met'}")
        st.html(verdict.html)
    if st.button("Open the record", icon=":material/person:"):
        open_record(subject)
