"""What gamemodel.toml may say, and what is said of what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from gamemodel.diagnostics import Diagnostic, Severity
from gamemodel.engine import get
from gamemodel.environment import Settings, read_settings
from gamemodel.errors import UsageError

REGIONS = ("eu-west-1", "us-east-1")


def settings(root: Path, text: str) -> Settings:
    (root / "gamemodel.toml").write_text(text)
    return read_settings(root)


def test_a_region_wins_over_its_store_and_the_file_over_what_it_includes(tmp_path: Path) -> None:
    (tmp_path / "servers.toml").write_text('[stores.search.eu-west-1]\nurl = "http://included"\nreplicas = 5\n')
    found = settings(
        tmp_path,
        '[environments.local]\ninclude = "servers.toml"\n[environments.local.stores.search]\nreplicas = 1\n'
        '[environments.local.stores.search.us-east-1]\nurl = "http://us"\nreplicas = 0\n',
    ).environment("local")
    assert found.endpoint("search", "eu-west-1").url == "http://included"
    assert dict(found.endpoint("search", "us-east-1").settings) == {"replicas": "0"}


def test_a_secret_comes_from_a_variable_which_must_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(tmp_path, '[environments.prod.stores.shop]\nurl = "mysql://me:${SHOP_PASSWORD}@db"\n').environment(
        "prod"
    )
    with pytest.raises(UsageError, match="variable SHOP_PASSWORD is not set"):
        found.endpoint("shop", "eu-west-1")
    monkeypatch.setenv("SHOP_PASSWORD", "s3cret")
    assert found.endpoint("shop", "eu-west-1").url == "mysql://me:s3cret@db"


@pytest.mark.parametrize(
    ("body", "words", "help"),
    [
        (
            '[environments.local.stores.cassandra]\nreplcas = "1"\n',
            "unknown setting 'replcas'",
            "did you mean 'replicas'?",
        ),
        (
            '[environments.local.stores.cassandra]\nreplicas = "many"\n',
            "invalid value replicas = 'many'",
            "it must match",
        ),
        (
            '[environments.local.stores.cassandra]\nflavour = "cassandra-3"\n',
            "invalid value flavour = 'cassandra-3'",
            "cassandra",
        ),
        (
            '[environments.local.stores.cassandra.eu-west-2]\nurl = "cassandra://x"\n',
            "unknown region 'eu-west-2'",
            "eu-west-1",
        ),
    ],
)
def test_a_slip_in_a_store_is_named_with_its_cure(tmp_path: Path, body: str, words: str, help: str) -> None:
    found = settings(tmp_path, body).environment("local")
    with pytest.raises(UsageError, match=words) as caught:
        found.prove("cassandra", REGIONS, get("cassandra"))
    assert help in caught.value.help


def test_severities_change_what_fails_but_not_what_the_history_promises(tmp_path: Path) -> None:
    found = settings(tmp_path, '[severities]\nGM304 = "warning"\nGM305 = "off"\n')
    weighed = found.weighed((Diagnostic("GM304", "a"), Diagnostic("GM305", "b"), Diagnostic("GM306", "c")))
    assert [(d.code, d.severity) for d in weighed] == [("GM304", Severity.WARNING), ("GM306", Severity.ERROR)]
    with pytest.raises(UsageError, match="always an error"):
        settings(tmp_path, '[severities]\nGM290 = "off"\n')


def test_check_covers_the_flavours_that_environments_say(tmp_path: Path) -> None:
    import shutil

    from gamemodel.project import Project

    shutil.copytree(Path(__file__).parents[2] / "schema", tmp_path / "schema")
    orders = tmp_path / "schema/entities/orders.yaml"
    key = "partition: [user_name], cluster: {id: desc}, exclude: [client_ref]"
    assert key in orders.read_text()
    orders.write_text(orders.read_text().replace(key, f"{key}, indexes: {{by_item: {{on: item, why: support}}}}"))
    assert not [d for d in Project(tmp_path).findings if d.is_error]
    (tmp_path / "gamemodel.toml").write_text('[environments.aws.stores.cassandra]\nflavour = "keyspaces"\n')
    assert any("(environment aws: keyspaces)" in d.message for d in Project(tmp_path).findings if d.is_error)
