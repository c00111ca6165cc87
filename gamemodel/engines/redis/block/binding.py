"""Binds YAML nodes to the dataclasses of sections.py, and checks prefixes, globs and grants."""

from __future__ import annotations

import re

from gamemodel.engines.redis import codes
from gamemodel.engines.redis.block.sections import Block, Options
from gamemodel.engines.redis.dialect.patterns import LITERAL
from gamemodel.model import Entity
from gamemodel.source.bind import bind
from gamemodel.source.node import Node
from gamemodel.source.report import Report

_COMMAND = re.compile(r"[a-z][a-z0-9_-]*(\|[a-z0-9_-]+)?")


def bind_options(node: Node, report: Report) -> Options | None:
    """The store's own keys in topology.yaml, or None with every error in `report`."""
    options = bind(node, Options, report, report.scope)
    if options is None:
        return None
    _check_prefix(options, report)
    for grant in options.grants:
        for command in grant.commands:
            if not _COMMAND.fullmatch(command):
                report.add(
                    codes.FLAVOUR,
                    f"'{command}' is not the name of a command",
                    grant.span,
                    "write command or command|subcommand; categories (@write) would also grant what does not exist yet",
                )
    if options.grants and options.acl != "managed":
        report.add(
            codes.FLAVOUR,
            "grants: has no effect without acl: managed",
            options.span,
            "write acl: managed, or remove grants",
        )
    return options


def _check_prefix(options: Options, report: Report) -> None:
    if not LITERAL.fullmatch(options.prefix) or set(options.prefix) & set("{}"):
        report.add(
            codes.BAD_KEY,
            f"prefix '{options.prefix}' has characters that a key cannot have",
            options.span,
            "use letters, digits and _ . : / -",
        )
    for glob in options.ignore:
        if options.prefix and not glob.startswith(options.prefix):
            report.add(
                codes.BAD_KEY,
                f"ignore: '{glob}' is outside the prefix '{options.prefix}', where gamemodel owns nothing",
                options.span,
                f"write {options.prefix}{glob}, or remove it",
            )


def bind_block(node: Node, entity: Entity, report: Report) -> Block | None:
    """An entity's block, or None with every error in `report`."""
    return bind(node, Block, report, report.scope.within(entity))
