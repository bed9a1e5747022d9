"""Entry of the review app: `streamlit run apps/review/app.py -- WORKSPACE` (see `medomics app`).

Pages draw; what they show comes from `apps.review.service`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

from apps.review.screens import cohort, follow_up, patient, predictions
from apps.review.style import STYLE
from medomics_ehr.errors import MedomicsError
from medomics_ehr.workspace import Workspace


def run() -> None:
    """Open the workspace named on the command line and show its pages."""
    st.set_page_config(page_title="medomics review", layout="wide")
    st.html(STYLE)
    try:
        st.session_state["workspace"] = Workspace.open(Path(sys.argv[1] if len(sys.argv) > 1 else "medomics"))
    except MedomicsError as error:
        st.error(str(error))
        st.stop()
    with st.sidebar:
        st.caption(st.session_state["workspace"].folder.name)
        # Under a name of its own: what a widget holds is dropped when another page is switched to.
        kept = st.session_state.get("reviewer", "")
        named = st.text_input(
            "Reviewer", value=kept, key="reviewer_box", placeholder="Your name, kept with each decision"
        )
        st.session_state["reviewer"] = named.strip()
    # No page icons: Streamlit fetches their picture for the browser's tab from the network.
    pages = [
        st.Page(cohort.show, title="Cohort", default=True),
        st.Page(patient.show, title="Patient", url_path="patient"),
        st.Page(follow_up.show, title="Follow-up", url_path="follow-up"),
        st.Page(predictions.show, title="Predictions", url_path="predictions"),
    ]
    st.session_state["patient_page"] = pages[1]
    page = st.navigation(pages)
    try:
        page.run()
    except MedomicsError as error:
        st.error(str(error))


if __name__ == "__main__":
    run()
