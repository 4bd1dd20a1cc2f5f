"""The two exceptions that the program raises on purpose."""


class ExplorerError(Exception):
    """Something the user can act on.

    The message is one sentence that says what is wrong and what to do. The window shows it in the
    pane it concerns, the command line prints it on one line and exits with 2. `details` is longer
    text to copy (a path, a list of names, the message of a library).
    """

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.details = details


class Cancelled(Exception):
    """Raised inside a computation whose result is no longer wanted."""
