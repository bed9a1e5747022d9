"""A PostgreSQL server of one's own for a benchmark or a test session, as Debian's package sets it up."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def installed() -> list[Path]:
    """Folders of programs of the servers that are installed, the newest last."""
    return sorted(program.parent for program in Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@contextmanager
def server(settings: str = "") -> Iterator[str]:
    """URL of the started server's database; `settings` as on its command line (`-c fsync=off`).

    Its folder is not pytest's own: other sessions prune and close that one under the server's feet.
    """
    home = installed()[-1]
    folder = Path(tempfile.mkdtemp(prefix="medomics-postgresql-"))
    # The server refuses to run as root; `runuser` lies where not every PATH looks.
    user = ["/usr/sbin/runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if user:
        shutil.chown(folder, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    quiet: dict[str, Any] = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    data = str(folder / "data")
    subprocess.run([*user, str(home / "initdb"), "-D", data, "-A", "trust", "-U", "medomics"], **quiet)
    control = [*user, str(home / "pg_ctl"), "-D", data, "-w"]
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {settings}"
    subprocess.run([*control, "-o", options, "-l", str(folder / "log"), "start"], **quiet)
    try:
        yield f"postgresql+psycopg://medomics@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(folder, ignore_errors=True)
