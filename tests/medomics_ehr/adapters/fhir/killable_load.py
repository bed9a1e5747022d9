"""A process that loads FHIR again and again, each time in a child that can be killed: at a named seam, or any moment.

Nothing of the loader knows of it: its functions are wrapped in the child only. Speaks JSON, a line for each order, a
line for each answer, so that the imports are paid once for many kills (see `test_kill_fault`).
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: Seams by name: module, dotted attribute, and whether the process dies before the call or after it.
SEAMS = {
    "tables being made": ("medomics_ehr.record.store", "_for_dialect", "before"),
    "batch staged": ("medomics_ehr.adapters.fhir.load", "_load_batch", "before"),
    "batch mapped": ("medomics_ehr.adapters.fhir.commit", "prepare", "before"),
    "eras about to be derived": ("medomics_ehr.adapters.fhir.commit", "derive", "before"),
    "eras derived": ("medomics_ehr.adapters.fhir.commit", "derive", "after"),
    "before the transaction": ("medomics_ehr.adapters.fhir.commit", "write", "before"),
    "temporary tables staged": ("medomics_ehr.adapters.fhir.commit", "_stage", "after"),
    "old rows deleted": ("medomics_ehr.adapters.fhir.commit", "_delete_old", "after"),
    "rows half written": ("medomics_ehr.record.exchange", "{visit}.push", "after"),
    "amid a COPY": ("psycopg", "Copy.write", "after"),
    "visits linked, before COMMIT": ("medomics_ehr.adapters.fhir.commit", "_link_visits", "after"),
    "committed, connection open": ("psycopg", "Connection.commit", "after"),
    "batch committed": ("medomics_ehr.adapters.fhir.commit", "write", "after"),
    "before the load's own row": ("medomics_ehr.record.load_account", "LoadAccount.write_run", "before"),
    "before the manifest": ("medomics_ehr.workspace", "Workspace.write_manifest", "before"),
}
POSTGRESQL_ONLY = {"amid a COPY", "committed, connection open"}


def main() -> None:
    """Answer orders until the input ends."""
    from medomics_ehr.adapters.fhir import load, staging

    load.BATCH_SIZE = 30
    staging.CHUNK_BYTES = 6_000
    staging.processes_here = lambda: 1
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line))), flush=True)


def _answer(order: dict[str, Any]) -> dict[str, Any]:
    """Load in a child; `after` seconds kill it from outside, `seam` and `nth` from inside."""
    reader, writer = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _in_child(order, writer)
    os.close(writer)
    status = _status_within(child, order.get("after", 600))
    if status is None:
        os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
    with os.fdopen(reader) as stream:
        told = stream.read()
    answer = {"killed": os.WIFSIGNALED(status), "failed": bool(status) and not os.WIFSIGNALED(status)}
    return answer | {"seconds": time.monotonic() - began} | (json.loads(told) if told else {})


def _status_within(child: int, seconds: float) -> int | None:
    """How a child ended, None if it still runs after so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.001)
    return None


def _in_child(order: dict[str, Any], writer: int) -> None:
    from medomics_ehr.adapters.fhir.load import load_fhir
    from medomics_ehr.workspace import Workspace

    workspace = Workspace.open(order["workspace"])
    visit = "DuckDBVisit" if workspace.record_url.startswith("duckdb") else "PostgresVisit"
    passed: Counter[str] = Counter()
    for seam in SEAMS:
        if visit == "PostgresVisit" or seam not in POSTGRESQL_ONLY:
            _watch(seam, visit, passed, order.get("nth") if seam == order.get("seam") else None)
    account = load_fhir(workspace, [Path(order["input"])]).account.to_json()
    os.write(writer, json.dumps({"passed": passed, "account": account}).encode())
    os._exit(0)


def _watch(seam: str, visit: str, passed: Counter[str], nth: int | None) -> None:
    """Count the passages through a seam; at the n-th, die."""
    module, path, when = SEAMS[seam]
    *owners, name = path.format(visit=visit).split(".")
    owner = importlib.import_module(module)
    for step in owners:
        owner = getattr(owner, step)
    setattr(owner, name, _counted(getattr(owner, name), seam, when, passed, nth))


def _counted(
    function: Callable[..., Any], seam: str, when: str, passed: Counter[str], nth: int | None
) -> Callable[..., Any]:
    def step() -> None:
        passed[seam] += 1
        if passed[seam] == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched(*arguments: Any, **options: Any) -> Any:
        if when == "before":
            step()
        result = function(*arguments, **options)
        if when == "after":
            step()
        return result

    return watched


if __name__ == "__main__":
    main()
