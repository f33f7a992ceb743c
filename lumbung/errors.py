"""The errors that a user can mend, each with the exit code that the command line returns."""

from __future__ import annotations


class LumbungError(Exception):
    """Base: the message says what is wrong, where, and what to do."""

    exit_code = 3


class DataError(LumbungError):
    """A data problem: a red check, a rejected file."""

    exit_code = 1


class UsageError(LumbungError):
    """Wrong use: an unknown option, a wrong setting, a broken contract file."""

    exit_code = 2


class EnvironmentProblem(LumbungError):
    """The machine lacks something: a program, a port, a writable folder."""

    exit_code = 3


class FileRejected(DataError):
    """A landing file that cannot be read as its contract says; nothing of it is loaded."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
