"""What all tests share: a workspace in a temporary folder, real servers, and the way to data outside the repo.

`--deep-share 0.1 --deep-seed S` keeps a seeded tenth of the tests marked `deep`.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from apps.cli.finalisation import end_quietly
from benchmarks import throwaway_postgresql
from medomics_ehr.workspace import Workspace

end_quietly()
settings.register_profile("untimed", deadline=None)  # A busy machine fails no test.
settings.load_profile("untimed")

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep-share", type=float, default=1.0, help="share of the deep tests to run, 0 to 1")
    parser.addoption("--deep-seed", default="0", help="which share: the same seed picks the same tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    share, seed = config.getoption("--deep-share"), config.getoption("--deep-seed")
    if share >= 1:
        return
    left_out = [item for item in items if item.get_closest_marker("deep") and _draw(seed, item.nodeid) >= share]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Add up what fault tests recorded (`record_property`): how many kills, counts and decisions they survived."""
    totals: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        for name, n in report.user_properties:
            totals[name] += n
    for name, total in sorted(totals.items()):
        terminalreporter.write_line(f"{total} {name}")


def _draw(seed: str, name: str) -> float:
    """A number from 0 to 1 that depends on the seed and the test's name alone."""
    return int(hashlib.sha256(f"{seed}|{name}".encode()).hexdigest()[:8], 16) / 2**32


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A fresh workspace with an embedded record."""
    return Workspace.create(tmp_path / "workspace")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of evaluation data beside the checkout; skipped with a reason where it is absent."""
    folder = Path(os.environ.get("MEDOMICS_SHARED", SHARED))
    if not folder.is_dir():
        pytest.skip("evaluation data absent: no folder shared/ beside the checkout (or MEDOMICS_SHARED)")
    return folder


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """URL of a real PostgreSQL server started for the tests; skipped where it is not installed."""
    if not throwaway_postgresql.installed():
        pytest.skip("PostgreSQL is not installed (Debian's package `postgresql`)")
    with throwaway_postgresql.server("-c fsync=off") as url:
        yield url


@pytest.fixture
def postgresql_url(postgresql_server: str, request: pytest.FixtureRequest) -> str:
    """URL of a fresh database on the server."""
    import sqlalchemy as sa

    name = f"t{abs(hash(request.node.nodeid)) % 10**12}"
    engine = sa.create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return postgresql_server.rsplit("/", 1)[0] + f"/{name}"
