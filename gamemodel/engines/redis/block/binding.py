"""Nodes -> the dataclasses of sections.py, with what annotations cannot say: globs, grants, words of a flavour."""

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


def bind_options(node: Node, flavour: str, report: Report) -> Options | None:
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
    del flavour
    return options


def _check_prefix(options: Options, report: Report) -> None:
    if not LITERAL.fullmatch(options.prefix) or set(options.prefix) & set("{}"):
        report.add(
            codes.BAD_KEY,
            f"prefix '{options.prefix}' has signs that cannot stand in a key",
            options.span,
            "use letters, digits and _ . : / -",
        )
    for glob in options.ignore:
        if options.prefix and not glob.startswith(options.prefix):
            report.add(
                codes.BAD_KEY,
                f"ignore: '{glob}' lies outside the prefix '{options.prefix}', where nothing is gamemodel's anyway",
                options.span,
                f"write {options.prefix}{glob}, or remove it",
            )


def bind_block(node: Node, entity: Entity, report: Report) -> Block | None:
    """An entity's block, or None with every error in `report`."""
    return bind(node, Block, report, report.scope.within(entity))
