"""The look of the app: a few rules over Streamlit's own, and the colours that charts share."""

from __future__ import annotations

STYLE = """
<style>
.block-container {padding-top: 2.2rem; max-width: 84rem}
h1 {font-size: 1.6rem !important; padding-bottom: .2rem !important}
h3 {font-size: 1.15rem !important}
[data-testid="stMetricValue"] {font-size: 1.7rem}
.report {font-size: .92rem; max-height: 34rem; overflow-y: auto; border: 1px solid #dde3ea; border-radius: 6px;
 padding: .9rem 1.1rem; background: #fff; color: #1d2733}
.report mark {border-radius: 3px; padding: 0 2px; color: inherit}
</style>
"""

MODALITY_COLOURS = {"ehr": "#3b6ea5", "text": "#7a9a3b", "radiomics": "#b9772e", "genomics": "#8a5a9e"}
LANE_COLOURS = {
    "visit": "#9aa5b1",
    "diagnosis": "#c0504d",
    "treatment": "#3b6ea5",
    "exam and result": "#b9772e",
    "report finding": "#7a9a3b",
}
