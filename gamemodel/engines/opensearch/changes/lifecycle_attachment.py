"""Requests that attach existing indices to a lifecycle, or detach them. New indices are attached by the server."""

from __future__ import annotations

from gamemodel.engines.opensearch.dialect.requests import statement
from gamemodel.engines.opensearch.dialect.settings import write_settings
from gamemodel.engines.opensearch.schema import LIFECYCLE, Component, Policy, Schema
from gamemodel.step import Statement


def is_lifecycle_part(component: Component) -> bool:
    """Whether the component holds lifecycle settings only. A server without the plug-in refuses such a template."""
    return component.name.endswith(LIFECYCLE)


def attach(policy: Policy, schema: Schema) -> tuple[Statement, ...]:
    """ISM attaches only indices made after the policy, so existing ones are added by name. ILM reads a setting of the index."""
    live = schema.index_set(policy.name)
    if policy.dialect != "ism" or live is None:
        return ()
    body = {"policy_id": policy.name}
    comment = "the indices that exist are put under the policy; it finds only later ones by itself"
    return (statement(f"policy:{policy.name}.live", "POST", f"_plugins/_ism/add/{live.target}", body, comment),)


def detach(policy: Policy, schema: Schema) -> tuple[Statement, ...]:
    """Detaches the indices first: ISM would go on with its copy of a deleted policy, and ILM refuses to delete one in use."""
    live = schema.index_set(policy.name)
    if live is None:
        return ()
    path = f"_plugins/_ism/remove/{live.target}" if policy.dialect == "ism" else f"{live.target}/_ilm/remove"
    comment = "the indices that exist are taken out of the policy; they would go on with their copy of it"
    return (statement(f"policy:{policy.name}.live", "POST", path, None, comment),)


def settings_of_live(component: Component, schema: Schema) -> tuple[Statement, ...]:
    """Puts the lifecycle's settings to existing indices, which a component template does not reach."""
    live = schema.index_set(component.name.removesuffix(LIFECYCLE))
    if live is None or not is_lifecycle_part(component) or not component.settings:
        return ()
    body = {"index": write_settings(component.settings, placeholders=False)}
    subject = f"component:{component.name}.live"
    return (statement(subject, "PUT", f"{live.target}/_settings", body, "the indices that exist get the settings too"),)
