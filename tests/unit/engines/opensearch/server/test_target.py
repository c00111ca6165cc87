"""The values of placeholders on one target."""

from __future__ import annotations

from gamemodel.engine import get
from tests.unit.engines.opensearch.models import compiled


def test_bindings_follow_the_environment() -> None:
    from gamemodel.topology import Scope, Store, Target

    store = Store("opensearch", "opensearch", "opensearch-2.19", Scope("each-region"), None)
    schema = compiled().schema
    plain = get("opensearch").bindings(schema, Target(store, "prod", ("eu-west-1",), ""))
    laptop = get("opensearch").bindings(
        schema, Target(store, "local", ("eu-west-1",), "", settings=(("replicas", "0"),))
    )
    assert (plain.get("replicas_2"), laptop.get("replicas_2")) == ("2", "0")
