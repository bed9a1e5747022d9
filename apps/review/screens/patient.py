"""The patient page: who it is, the facts on a timeline, the reports with their findings."""

from __future__ import annotations

import json

import altair as alt
import pandas as pd
import streamlit as st

from apps.review.service import patient as service
from apps.review.service.corrections import try_to_apply
from apps.review.service.decisions import ReviewLog, shown_hash
from apps.review.service.highlight import COLOURS, highlighted, spoken
from apps.review.style import LANE_COLOURS
from medomics_ehr.contracts import ASSERTIONS, Finding, Verdict
from medomics_ehr.record.store import Record


def show() -> None:
    """Ask for a patient, or take the one another page chose, and show the record."""
    st.title("Patient")
    record = Record.of(st.session_state["workspace"])
    given = st.query_params.get("subject", st.session_state.get("subject", ""))
    wanted = st.text_input("Patient identifier", value=str(given), placeholder="as the cohort and the worklist show it")
    if not wanted:
        st.info("Choose a patient on the cohort or the predictions page, or give an identifier.")
        return
    someone = service.person(record, int(wanted)) if wanted.strip().isdigit() else None
    if someone is None:
        st.warning("The record knows no patient of this identifier.")
        return
    st.session_state["subject"] = wanted.strip()
    _head(someone)
    timeline_tab, reports_tab, facts_tab = st.tabs(["Timeline", "Reports", "All facts"])
    facts = service.timeline(record, someone.subject_id)
    with timeline_tab:
        _timeline(facts)
    with reports_tab:
        _reports(service.reports(record, someone.subject_id))
    with facts_tab:
        st.dataframe(facts, hide_index=True, height=520)


def _head(someone: service.Person) -> None:
    cells = st.columns(5)
    for cell, (label, value) in zip(
        cells,
        [
            ("Born", someone.birth or "unknown"),
            ("Sex", someone.sex or "unknown"),
            ("Died", someone.death or "no date"),
            ("Facts", str(someone.facts)),
            ("Reports", str(someone.reports)),
        ],
        strict=True,
    ):
        cell.metric(label, value)


def _timeline(facts: pd.DataFrame) -> None:
    if facts.empty:
        st.info("No dated facts.")
        return
    lanes = st.pills("Lanes", service.LANES, selection_mode="multi", default=list(service.LANES[1:]))
    shown = facts[facts["lane"].isin(lanes)].copy()
    shown["end"] = shown["end"].fillna(shown["time"])
    chart = (
        alt.Chart(shown)
        .mark_circle(size=80, opacity=0.65)
        .encode(
            x=alt.X(
                "time:T",
                title=None,
                scale=alt.Scale(nice=True, padding=12),
                axis=alt.Axis(format="%Y-%m-%d", labelOverlap=True),
            ),
            y=alt.Y("lane:N", sort=list(service.LANES), title=None, axis=alt.Axis(labelLimit=160)),
            yOffset="jitter:Q",
            color=alt.Color(
                "lane:N", legend=None, scale=alt.Scale(domain=list(LANE_COLOURS), range=list(LANE_COLOURS.values()))
            ),
            tooltip=["what", "value", "assertion", alt.Tooltip("time:T", format="%Y-%m-%d"), "code"],
        )
        .transform_calculate(jitter="random()")
        .properties(height=360)
        .interactive(bind_y=False)
    )
    st.altair_chart(chart)
    st.caption("One point a fact, at the earliest instant its source states. Hover for the fact, drag to zoom.")


def _reports(found: list[service.PatientReport]) -> None:
    if not found:
        st.info("No reports.")
        return
    legend = " ".join(
        f'<span style="background:{c};padding:1px 6px;border-radius:3px">{k}</span>' for k, c in COLOURS.items()
    )
    st.html(f"<div style='font-size:.85rem;color:#1d2733'>{legend}</div>")
    st.caption("Dotted underline: possible, planned, historical or another person's. Struck through: absent.")
    labels = [f"{one.date}  {one.title}  ({len(one.findings)} findings)" for one in found]
    position = st.selectbox("Report", range(len(found)), format_func=lambda i: labels[i])
    chosen = found[position]
    text, listed = st.columns([3, 2])
    text.html(f'<div class="report">{highlighted(chosen.text, chosen.findings)}</div>')
    rows = [
        {"words": chosen.text[f.start : f.end], "finding": spoken(f), "confidence": f.confidence}
        for f in chosen.findings
    ]
    listed.dataframe(pd.DataFrame(rows), hide_index=True, height=320)
    if chosen.rejected:
        listed.caption(f"{chosen.rejected} rejected in review, not shown")
    with listed:
        _decide(chosen)


def _decide(report: service.PatientReport) -> None:
    """Accept, correct or reject one finding of the report; the least sure stands first."""
    if not report.findings:
        return
    who = st.session_state.get("reviewer", "")
    labels = [f"{f.confidence:.0%} sure: {report.text[f.start : f.end]}, {spoken(f)}" for f in report.findings]
    least_sure_first = sorted(range(len(labels)), key=lambda i: report.findings[i].confidence)
    place = st.selectbox("Finding to review, least sure first", least_sure_first, format_func=lambda i: labels[i])
    finding, key = report.findings[place], report.finding_ids[place]
    accept, reject = st.columns(2)
    if accept.button("Accept finding", disabled=not who):
        _write(report, finding, key, "accept", {})
    if reject.button("Reject finding", disabled=not who):
        _write(report, finding, key, "reject", {})
    with st.expander("Correct the finding"):
        fields = {
            "assertion": st.selectbox(
                "Assertion", ASSERTIONS, index=ASSERTIONS.index(finding.assertion), key=f"a{key}"
            ),
            **{
                name: st.text_input(name.capitalize(), value=getattr(finding, name) or "", key=f"{name}{key}") or None
                for name in ("code", "value", "date")
            },
        }
        changes = {name: value for name, value in fields.items() if value != getattr(finding, name)}
        if st.button("Keep this correction", disabled=not (who and changes)):
            _write(report, finding, key, "correct", changes)
    if not who:
        st.caption("Give your name in the side bar to decide.")


def _write(
    report: service.PatientReport, finding: Finding, key: str, verdict: Verdict, changes: dict[str, str | None]
) -> None:
    """Append to the log, and carry it into the record at once where that is free."""
    workspace = st.session_state["workspace"]
    shown = shown_hash({"note": report.note_id, **finding.to_json()})
    correction = json.dumps(changes) if verdict == "correct" else ""
    who, subject = st.session_state["reviewer"], int(st.session_state["subject"])
    ReviewLog.of(workspace).append(who, subject, "finding", key, shown, verdict, correction)
    if not try_to_apply(workspace):
        st.toast("Kept. The record is busy: `medomics review apply` carries it in later.")
    st.rerun()
