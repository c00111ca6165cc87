"""Real servers on this machine for development and tests: `Sandbox(root).up(stores)`."""

from gamemodel.errors import SandboxError
from gamemodel.sandbox.accounts import make_accounts
from gamemodel.sandbox.endpoint import Endpoint, ServerStatus, environment_variables, urls
from gamemodel.sandbox.install import Missing, MissingError, Report
from gamemodel.sandbox.request import StoreRequest
from gamemodel.sandbox.sandbox import Sandbox
from gamemodel.sandbox.servers_toml import servers_toml

__all__ = [
    "Endpoint",
    "Missing",
    "MissingError",
    "Report",
    "Sandbox",
    "SandboxError",
    "ServerStatus",
    "StoreRequest",
    "environment_variables",
    "make_accounts",
    "servers_toml",
    "urls",
]
