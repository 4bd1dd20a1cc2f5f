"""`python -m interp_explorer` and the console script `interp-explorer`."""

import os
import signal
import sys


def main() -> int:
    """Run the program; an interruption is told in one line even while the program is still being loaded."""
    try:
        before = signal.signal(signal.SIGINT, _leave)
    except ValueError:  # signals are the main thread's alone
        return _run()
    try:
        return _run()
    finally:
        signal.signal(signal.SIGINT, before)


def _leave(number: int, frame: object) -> None:
    """End at once. Libraries that are interrupted while they load make an exception into a story of their own."""
    os.write(2, b"interp-explorer: interrupted\n")
    os._exit(130)


def _run() -> int:
    # NumPy has small matrices here, which threads of its BLAS would wait for longer than one takes to work on them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from .app.main import main as run

        return run()
    except KeyboardInterrupt:
        print("interp-explorer: interrupted", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
