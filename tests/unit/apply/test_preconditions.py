"""What must hold before the first statement: approval of destructive steps, the approved plan, an able server."""

from __future__ import annotations

import pytest

from gamemodel.diagnostics import Diagnostic, Severity
from gamemodel.step import Capability
from tests.unit.apply.memory import Add, Drop, MemoryProject, history

WITH_DROP = history((Add("a"),), (Drop("a"), Add("b")))


def test_a_destructive_step_needs_approval_and_nothing_is_sent_before() -> None:
    project = MemoryProject(WITH_DROP)
    result = project.apply()
    assert (result.status, result.done) == ("failed", 0)
    assert str(result.error) == "revision 0002_r2 destroys data: - a"
    assert project.machine().sent == []
    assert project.machine().ledger.head is None


@pytest.mark.parametrize("name", ["2", "0002", "0002_r2", "0002_r"])
def test_a_revision_is_approved_by_number_id_or_beginning_of_its_id(name: str) -> None:
    assert MemoryProject(WITH_DROP).apply(allowed=(name,)).status == "applied"


@pytest.mark.parametrize("name", ["1", "0002_", "0001_r1"])
def test_another_revision_or_too_short_a_beginning_approves_nothing(name: str) -> None:
    assert MemoryProject(WITH_DROP).apply(allowed=(name,)).status == "failed"


def test_only_the_approved_plan_is_applied() -> None:
    project = MemoryProject(history((Add("a"),)))
    plan = project.apply(dry_run=True).plan
    assert plan is not None
    approved = ((str(plan.target), plan.digest),)
    project.grow((Add("a"),), (Add("b"),))
    refused = project.apply(approved=approved)
    assert str(refused.error) == "what would be applied is not what was approved"
    assert project.apply(approved=approved, to=1).status == "applied"


def test_a_step_that_the_server_cannot_take_stops_the_run() -> None:
    project = MemoryProject(history((Add("a"),)))
    project.machine().capabilities["add a"] = Capability("refuse", "no plugin", "install it")
    result = project.apply()
    assert result.error is not None
    assert (str(result.error), result.error.help) == ("a: no plugin (gamemodel explain GM690)", "install it")
    assert project.machine().sent == []


def test_an_error_of_preflight_stops_the_run_and_a_warning_is_passed_on() -> None:
    project = MemoryProject(history((Add("a"),)))
    project.machine().findings = (Diagnostic("GM600", "no right to add"),)
    assert str(project.apply().error) == "no right to add (gamemodel explain GM600)"
    warning = Diagnostic("GM601", "old version", severity=Severity.WARNING)
    project.machine().findings = (warning,)
    result = project.apply()
    assert (result.status, result.findings) == ("applied", (warning,))


def test_a_dry_run_reports_findings_and_changes_nothing() -> None:
    project = MemoryProject(WITH_DROP)
    project.machine().capabilities["add b"] = Capability("refuse", "no plugin")
    result = project.apply(dry_run=True)
    assert (result.status, result.left) == ("planned", 3)
    assert [finding.code for finding in result.findings] == ["GM690"]
    assert project.machine().ledger.head is None


def test_capabilities_are_asked_once_before_the_lock_and_once_under_it() -> None:
    project = MemoryProject(history((Add("a"), Add("b"))))
    project.apply()
    assert project.machine().asked == ["add a", "add b"] * 2
