"""The patient page: who it is, the facts on a timeline, the reports with their findings."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

import altair as alt
import pandas as pd
import streamlit as st

from apps.review.service import patient as service
from apps.review.service.correction_rules import FIELDS, checked
from apps.review.service.corrections import try_to_apply
from apps.review.service.decisions import ReviewLog, shown_hash
from apps.review.service.highlight import COLOURS, highlighted, plain, spoken
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
    subject = service.subject_of(wanted)
    as_of = None if subject is None else _as_of(subject)
    someone = None if subject is None else service.person(record, subject, as_of)
    if someone is None:
        st.warning("The record knows no patient of this identifier.")
        return
    st.session_state["subject"] = str(someone.subject_id)
    _head(someone, as_of)
    timeline_tab, reports_tab, facts_tab = st.tabs(["Timeline", "Reports", "All facts"])
    facts = service.timeline(record, someone.subject_id, as_of)
    with timeline_tab:
        _timeline(facts)
    with reports_tab:
        _reports(service.reports(record, someone.subject_id, as_of))
    with facts_tab:
        st.dataframe(facts, hide_index=True, height=520)


def open_record(subject: int | str, as_of: dt.date | None = None) -> None:
    """Go to a patient's record: whole, or as it was known on a day, which the page then can be told to look beyond."""
    st.session_state["subject"] = str(subject)
    st.session_state["as_of"] = None if as_of is None else (str(subject), as_of)
    st.switch_page(st.session_state["patient_page"])


def _as_of(subject: int) -> dt.date | None:
    """The day of the prediction that the record was opened from, unless the reviewer asks for all of it."""
    opened: tuple[str, dt.date | None] = st.session_state.get("as_of") or ("", None)
    whose, day = opened
    if whose != str(subject) or day is None:
        return None
    later = st.toggle(f"Show what came after {day:%Y-%m-%d}", key=f"later-{subject}-{day}")
    if later:
        st.warning("The whole record, with what became of the patient: the prediction did not know it.")
        return None
    st.info(f"As known on {day:%Y-%m-%d}, the day of the prediction. What happened or was reported later is not shown.")
    return day


def _head(someone: service.Person, as_of: dt.date | None) -> None:
    cells = st.columns(5)
    for cell, (label, value) in zip(
        cells,
        [
            ("Born", someone.birth or "unknown"),
            ("Sex", someone.sex or "unknown"),
            ("Died", someone.death or ("no date" if as_of is None else "not by then")),
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
    with listed:
        _decide(chosen)
        _bring_back(chosen)


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
        _correct(report, finding, key, who)
    if not who:
        st.caption("Give your name in the side bar to decide.")


def _correct(report: service.PatientReport, finding: Finding, key: str, who: str) -> None:
    """What the finding should say; what it cannot say is told at once, and not kept."""
    index = ASSERTIONS.index(finding.assertion)
    fields: dict[str, str | None] = {"assertion": st.selectbox("Assertion", ASSERTIONS, index=index, key=f"a{key}")}
    for name in (*FIELDS[finding.kind], "date"):
        fields[name] = st.text_input(name.capitalize(), value=getattr(finding, name) or "", key=f"{name}{key}") or None
    changes = {name: value for name, value in fields.items() if value != getattr(finding, name)}
    wrong = ""
    try:
        changes = checked(finding.kind, changes) if changes else {}
    except ValueError as error:
        wrong = str(error)
        st.error(wrong)
    if st.button("Keep this correction", disabled=not (who and changes) or bool(wrong)):
        _write(report, finding, key, "correct", changes)


def _bring_back(report: service.PatientReport) -> None:
    """The findings that were rejected, so that a wrong click can be undone."""
    if not report.rejected:
        return
    who = st.session_state.get("reviewer", "")
    with st.expander(f"{len(report.rejected)} rejected in review"):
        for finding, key in zip(report.rejected, report.rejected_ids, strict=True):
            words, button = st.columns([3, 1])
            words.markdown(f"**{plain(report.text[finding.start : finding.end])}**, {plain(spoken(finding))}")
            if button.button("Bring back", key=f"back{key}", disabled=not who):
                _write(report, finding, key, "accept", {})


def _write(
    report: service.PatientReport, finding: Finding, key: str, verdict: Verdict, changes: Mapping[str, str | None]
) -> None:
    """Append to the log, and carry it into the record at once where that is free."""
    workspace = st.session_state["workspace"]
    shown = shown_hash({"note": report.note_id, **finding.to_json()})
    correction = json.dumps(dict(changes)) if verdict == "correct" else ""
    who, subject = st.session_state["reviewer"], int(st.session_state["subject"])
    ReviewLog.of(workspace).append(who, subject, "finding", key, shown, verdict, correction)
    if not try_to_apply(workspace):
        st.toast("Kept. The record is busy: `medomics review apply` carries it in later.")
    st.rerun()
