"""The predictions page: a worklist, what drove each prediction, and the decision with one key."""

from __future__ import annotations

import json

import altair as alt
import pandas as pd
import streamlit as st

from apps.review.screens.patient import open_record
from apps.review.service.decisions import ReviewLog
from apps.review.service.driver_evidence import sources
from apps.review.service.drivers import Driver, drivers
from apps.review.service.estimate import ESTIMATE_STEP, is_another_estimate, slider_value
from apps.review.service.worklist import prediction_files, predictions, shown, target_id, worklist
from apps.review.style import MODALITY_COLOURS
from medomics_ehr.contracts import Prediction, Verdict
from medomics_ehr.workspace import Workspace


def show() -> None:
    """The worklist to the left, the chosen prediction to the right."""
    st.title("Predictions")
    workspace: Workspace = st.session_state["workspace"]
    files = prediction_files(workspace)
    if not files:
        st.info("No predictions yet: `medomics fuse predict` makes them.")
        return
    name = st.selectbox("Model run", files) if len(files) > 1 else files[0]
    log = ReviewLog.of(workspace)
    found = predictions(workspace, name)
    rows = worklist(found, log)
    left, right = st.columns([5, 6], gap="large")
    with left:
        position = _list(rows)
    with right:
        if position is not None:
            _one(found[position], log, workspace)


def _list(rows: pd.DataFrame) -> int | None:
    reviewed = int((rows["state"] == "reviewed").sum())
    st.progress(reviewed / len(rows) if len(rows) else 0.0, text=f"{reviewed} of {len(rows)} reviewed")
    trained = int(rows["in_training"].sum())
    if trained:
        st.caption(
            f"{trained} of {len(rows)} are patients that the model was fitted on; their risks are out of fold, from "
            "models fitted without them."
        )
    shown_rows = rows.drop(columns="position")
    event = st.dataframe(
        shown_rows,
        hide_index=True,
        height=560,
        on_select="rerun",
        selection_mode="single-row",
        column_order=["risk", "subject", "index", "in_training", "state", "verdict", "abstained"],
        column_config={
            "risk": st.column_config.ProgressColumn("risk", format="%.2f", min_value=0, max_value=1),
            "in_training": st.column_config.CheckboxColumn("in training", help="The model was fitted on this patient"),
        },
    )
    chosen = event["selection"]["rows"] if event else []
    if chosen:
        st.session_state["chosen"] = str(rows.loc[chosen[0], "subject"])
    if rows.empty:
        return None
    wanted = rows.index[rows["subject"] == st.session_state.get("chosen")]
    row = int(wanted[0]) if len(wanted) else 0
    return int(rows["position"].tolist()[row])


def _one(one: Prediction, log: ReviewLog, workspace: Workspace) -> None:
    st.subheader(f"Patient {one.subject_id}", anchor=False)
    years = one.horizon_days / 365.25
    if one.abstained:
        st.warning(f"The model abstained: {one.reason}")
    else:
        cells = st.columns(3)
        cells[0].metric(f"Risk within {years:.1f} years", f"{one.risk:.0%}")
        cells[1].metric("Interval", f"{one.low:.0%} – {one.high:.0%}")
        cells[2].metric("As known on", one.index_date.date().isoformat())
        if one.in_training:
            st.caption(
                "The model was fitted on this patient, outcome included; shown is what it says when fitted without."
            )
        _drivers(one, workspace)
    if st.button("Open the record", icon=":material/person:"):
        open_record(one.subject_id, one.index_date.date())
    _decide(one, log)


def _drivers(one: Prediction, workspace: Workspace) -> None:
    modalities = pd.DataFrame(
        [{"modality": m, "share of log-risk": v} for m, v in one.contributions.items()],
        columns=["modality", "share of log-risk"],
    )
    colour = alt.Color(
        "modality:N",
        legend=None,
        scale=alt.Scale(domain=list(MODALITY_COLOURS), range=list(MODALITY_COLOURS.values())),
    )
    st.caption(
        "What drove it: right of nought raises the risk above that of the average patient of the training, left lowers "
        "it. Beside each bar stands this patient's own value, whose effect the bar is."
    )
    st.altair_chart(
        alt.Chart(modalities)
        .mark_bar()
        .encode(
            x=alt.X("share of log-risk:Q", title=None),
            y=alt.Y("modality:N", title=None, sort="-x", axis=alt.Axis(labelOverlap=False)),
            color=colour,
        )
        .properties(height=28 * len(modalities) + 30)
    )
    found = drivers(workspace, one)
    if found:
        _features(found, colour)
        _evidence(found, one, workspace)


def _features(found: list[Driver], colour: alt.Color) -> None:
    top = pd.DataFrame(
        [
            {
                "this patient": driver.label,
                "modality": driver.modality,
                "in full": driver.words,
                "effect": f"{'raises' if driver.contribution > 0 else 'lowers'} the risk ({driver.contribution:+.2f})",
                "contribution": driver.contribution,
                "column": driver.column,
            }
            for driver in found
        ]
    )
    st.altair_chart(
        alt.Chart(top)
        .mark_bar()
        .encode(
            x=alt.X("contribution:Q", title=None),
            y=alt.Y("this patient:N", title=None, sort=list(top["this patient"]), axis=alt.Axis(labelLimit=320)),
            color=colour,
            tooltip=["in full", "effect", "modality", "column"],
        )
        .properties(height=26 * len(top) + 20)
    )


def _evidence(found: list[Driver], one: Prediction, workspace: Workspace) -> None:
    """The facts behind one driver, down to the sentence."""
    labels = [driver.label for driver in found]
    place = st.selectbox(
        "Where it comes from",
        range(len(labels)),
        format_func=lambda i: labels[i],
        index=None,
        placeholder="Choose a driver to see the facts and sentences behind it",
        key=f"driver-{target_id(one)}",
    )
    if place is None:
        return
    listed = sources(workspace, one, found[place])
    if listed:
        st.html("<ul>" + "".join(f"<li>{source.html()}</li>" for source in listed) + "</ul>")
    else:
        st.caption(f"Nothing of the kind was known by {one.index_date:%Y-%m-%d}.")


def _decide(one: Prediction, log: ReviewLog) -> None:
    who = st.session_state.get("reviewer", "")
    comment = st.text_input("Comment", key=f"comment-{one.subject_id}")
    accept, reject, _ = st.columns([1, 1, 2])
    if accept.button("Accept", type="primary", shortcut="A", disabled=not who):
        _write(one, log, "accept", "", comment)
    if reject.button("Reject", shortcut="X", disabled=not who):
        _write(one, log, "reject", "", comment)
    with st.expander("Correct"):
        model = slider_value(one.risk)
        risk = st.slider("Your estimate of the risk", 0.0, 1.0, model, ESTIMATE_STEP, key=f"risk-{target_id(one)}")
        # The key works in a closed panel too, so that only an estimate of one's own can be kept.
        own = is_another_estimate(risk, model)
        if st.button("Keep the correction", shortcut="K", disabled=not who or not own):
            _write(one, log, "correct", json.dumps({"risk": risk}), comment)
    if not who:
        st.caption("Give your name in the side bar to decide. Keys: A accepts, X rejects, K keeps a correction.")
    history = [e for e in log.entries(one.subject_id) if e.target_id == target_id(one)]
    for entry in reversed(history):
        st.caption(f"{entry.at:%Y-%m-%d %H:%M} {entry.who}: {entry.verdict} {entry.correction} {entry.comment}")


def _write(one: Prediction, log: ReviewLog, verdict: Verdict, correction: str, comment: str) -> None:
    who = st.session_state["reviewer"]
    log.append(who, one.subject_id, "prediction", target_id(one), shown(one), verdict, correction, comment)
    st.session_state.pop("chosen", None)
    st.rerun()
