"""The workspace: made once, opened after, confined to its folder."""

from __future__ import annotations

import hashlib
import hmac
import json
import stat
from pathlib import Path

import pytest

from medomics_ehr.errors import InputRefused
from medomics_ehr.workspace import Workspace, keyed_hash


def test_a_second_create_opens_what_is_there(tmp_path: Path) -> None:
    first = Workspace.create(tmp_path / "w")
    again = Workspace.create(tmp_path / "w")
    assert again.secret() == first.secret()


def test_invented_people_have_the_same_identifiers_everywhere(tmp_path: Path) -> None:
    first, second = (Workspace.create(tmp_path / name, invented="twenty people") for name in ("a", "b"))
    other = Workspace.create(tmp_path / "c", invented="thirty people")
    assert first.secret() == second.secret() == hashlib.sha256(b"twenty people").digest() != other.secret()


def test_a_workspace_of_invented_people_takes_no_one_else(tmp_path: Path) -> None:
    Workspace.create(tmp_path / "w", invented="twenty people")
    with pytest.raises(InputRefused, match="invented people under a public key; name another folder"):
        Workspace.create(tmp_path / "w")


def test_the_key_is_private(workspace: Workspace) -> None:
    assert stat.S_IMODE((workspace.folder / "workspace.key").stat().st_mode) == 0o600


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("x")
    with pytest.raises(InputRefused, match="not a workspace"):
        Workspace.create(tmp_path)


def test_another_version_is_refused_with_a_remedy(workspace: Workspace) -> None:
    settings = workspace.folder / "medomics.toml"
    settings.write_text(settings.read_text().replace("format = 2", "format = 99"))
    with pytest.raises(InputRefused, match=r"format 99.*use the release that made it"):
        Workspace.open(workspace.folder)


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/passwd"])
def test_paths_stay_inside(workspace: Workspace, name: str) -> None:
    with pytest.raises(InputRefused):
        workspace.path("cohorts", name)


def test_keys_are_hmac_sha256_cut_to_63_bits() -> None:
    digest = hmac.new(b"secret", b"Patient\x1f42", hashlib.sha256).hexdigest()
    assert keyed_hash(b"secret", "Patient", "42") == int(digest[:16], 16) >> 1


def test_a_new_folder_is_its_owners_alone(workspace: Workspace) -> None:
    folders = [workspace.folder, *(path for path in workspace.folder.iterdir() if path.is_dir())]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


def test_settings_written_by_hand_get_their_key_at_the_first_use(tmp_path: Path) -> None:
    (tmp_path / "medomics.toml").write_text('format = 2\n[record]\nurl = "postgresql://db/ehr"\n')
    with pytest.raises(InputRefused, match="the first `medomics load` makes it"):
        Workspace.open(tmp_path).secret()
    begun = Workspace.create(tmp_path)
    assert begun.secret() == Workspace.create(tmp_path).secret()
    assert begun.record_url == "postgresql+psycopg://db/ehr"
    assert (tmp_path / "runs").is_dir()


def test_a_lost_key_is_not_made_anew_over_data(workspace: Workspace) -> None:
    (workspace.folder / "record.duckdb").write_bytes(b"x")
    (workspace.folder / "workspace.key").unlink()
    with pytest.raises(InputRefused, match="restore your copy"):
        Workspace.create(workspace.folder)


@pytest.mark.parametrize("url", ["mysql://db/ehr", "duckdb:///elsewhere", "record"])
def test_a_record_elsewhere_than_on_duckdb_or_postgresql_is_refused(workspace: Workspace, url: str) -> None:
    settings = workspace.folder / "medomics.toml"
    settings.write_text(settings.read_text().replace('url = "duckdb"', f'url = "{url}"'))
    with pytest.raises(InputRefused, match=r"record\.url"):
        Workspace.open(workspace.folder)


def test_an_input_that_cannot_be_read_does_not_end_a_load(workspace: Workspace) -> None:
    unreadable = Path("/proc/self/mem")
    if not unreadable.exists():
        pytest.skip("no /proc")
    manifest = workspace.write_manifest("load fhir", [unreadable], {}, 0.0)
    assert json.loads(manifest.read_text())["inputs"] == [{"name": "mem", "sha256": None}]


def test_a_folder_that_holds_only_a_lexicon_made_by_hand_becomes_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "drugs.csv").write_text("term,code\n", encoding="utf-8")
    assert Workspace.create(tmp_path).folder == tmp_path
    assert (tmp_path / "lexicon" / "drugs.csv").is_file()
