"""Entry point of `medomics`: gathers the command groups and turns errors into one sentence and an exit status.

Groups import their rooms inside their functions, so that `medomics --help` stays under a second.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import typer
from typer.exceptions import TyperException

from apps.cli.finalisation import end_quietly
from medomics_ehr import __version__
from medomics_ehr.errors import EnvironmentFailed, MedomicsError
from medomics_ehr.workspace import SETTINGS

#: Modules of this folder that add their commands to the root, in the order the help shows them.
GROUPS = (
    "demo",
    "load",
    "view",
    "code",
    "export",
    "cohort",
    "radiomics",
    "genomics",
    "features",
    "fuse",
    "nlp",
    "review",
    "app",
    "doctor",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"medomics-ehr {__version__}")
        raise typer.Exit


def root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Hold the options of the root command."""


def command_line(groups: Sequence[str] = GROUPS) -> typer.Typer:
    """The command line with some of its groups: building them all takes longer than many a command."""
    app = typer.Typer(
        name="medomics",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="Patient records, reports, images and genes: one time-stamped record, cohorts, models and their review.",
        epilog="Exit status: 0 done, 1 bad or refused input, 2 wrong usage, 3 the environment failed. "
        "--debug, anywhere, shows the traceback of an error.",
    )
    app.callback()(root)
    for group in groups:
        importlib.import_module(f"apps.cli.{group}").register(app)
    return app


def _named(arguments: Sequence[str]) -> Sequence[str]:
    """The group that the arguments name; all of them for the help and for a name that there is not."""
    first = next((argument for argument in arguments if not argument.startswith("-")), "")
    return (first,) if first in GROUPS else GROUPS


def command() -> None:
    """The console script. What it writes holds patients' data: its files are the owner's alone."""
    os.umask(0o077)
    end_quietly()
    sys.exit(main())


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    try:
        result = command_line(_named(given))(
            [a for a in given if a != "--debug"], prog_name="medomics", standalone_mode=False
        )
        return result if isinstance(result, int) else 0
    except MedomicsError as error:
        if debug:
            raise
        print(f"medomics: {error}", file=sys.stderr)
        return error.exit_status
    except TyperException as error:
        if str(error):
            print(f"medomics: {str(error).rstrip('.')}; see {_command_of(error)} --help", file=sys.stderr)
        return 2
    except (typer.Abort, KeyboardInterrupt):
        print("medomics: stopped; what was committed is kept, run the same command to go on", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0
    except Exception as error:
        if debug:
            raise
        if isinstance(error, OSError) and error.strerror and error.filename:
            place = _shown_path(str(error.filename), given)
            print(f"medomics: {place}: {error.strerror.lower()}; check the path and its rights", file=sys.stderr)
            return EnvironmentFailed.exit_status
        place = _own_place(error)
        print(
            f"medomics: {type(error).__name__} at {place}: this is a fault of medomics; run again with --debug",
            file=sys.stderr,
        )
        return 3


def _command_of(error: TyperException) -> str:
    """The command that was called wrongly, such as `medomics load fhir`."""
    return getattr(getattr(error, "ctx", None), "command_path", "medomics")


def _shown_path(path: str, given: Sequence[str]) -> str:
    """A path that the user named or that is ours; else its folder alone, for its name may be a patient's."""
    target = Path(path).absolute()
    named = [Path(argument).absolute() for argument in given if not argument.startswith("-")]
    ours = any((parent / SETTINGS).is_file() for parent in target.parents)
    return path if ours or target in named else f"a file in {target.parent}"


def _own_place(error: BaseException) -> str:
    """File and line of ours where an unforeseen error arose; its message may hold a patient's words."""
    frames, trace = [], error.__traceback__
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
        trace = trace.tb_next
    ours = [f for f in frames if f.split(".")[0] in {"medomics_ehr", "nlp", "omics", "fusion", "apps"}]
    return (ours or frames)[-1]


if __name__ == "__main__":
    command()
