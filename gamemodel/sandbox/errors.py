"""What the sandbox raises: a fact and the way to mend it."""


class SandboxError(Exception):
    """A server could not be installed, started, reached or stopped; `cure` says what to do about it."""

    def __init__(self, message: str, cure: str = "") -> None:
        super().__init__(message)
        self.cure = cure
