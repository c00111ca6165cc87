"""Whether a server can execute a step, by flavour and settings."""

from __future__ import annotations

from collections.abc import Mapping

from gamemodel.engines.cassandra.dialect.statements import without_id
from gamemodel.engines.cassandra.dialect.validator import validate_statement
from gamemodel.engines.cassandra.flavours import KEYSPACES
from gamemodel.step import SEND, Capability, Statement, Step


def capability_of(step: Step, name: str, settings: Mapping[str, str]) -> Capability:
    """Whether a server of this flavour, with these settings, can execute the step."""
    if not isinstance(step, Statement):
        return SEND
    text = step.text
    if name == KEYSPACES.name:
        text = without_id(text)
    reasons = validate_statement(text, name)
    if reasons:
        return Capability("refuse", reasons[0], "change the model, or the target's flavour")
    if text.startswith("CREATE MATERIALIZED VIEW") and settings.get("materialized_views_enabled") == "false":
        return Capability(
            "refuse", "the server has materialized_views_enabled: false", "enable it, or write `copies: double-write`"
        )
    if " MASKED WITH " in text and settings.get("dynamic_data_masking_enabled") == "false":
        return Capability(
            "refuse", "the server has dynamic_data_masking_enabled: false", "enable it, or remove `masked`"
        )
    return SEND
