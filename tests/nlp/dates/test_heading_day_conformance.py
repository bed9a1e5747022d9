"""The day of a report by its heading, against the days that the authors of the marked reports gave them."""

from pathlib import Path

from nlp.dates.heading_day import heading_day
from nlp.evaluation.marked import read_marked_reports

REPORTS = Path(__file__).parents[2] / "data" / "reports"


def test_the_heading_of_a_report_tells_its_day() -> None:
    told = [(heading_day(report.text), report.date) for report in read_marked_reports(REPORTS)]
    dated = [day == date for day, date in told if day]
    assert len(dated) >= 0.8 * len(told)
    assert sum(dated) >= 0.97 * len(dated)
