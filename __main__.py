"""`python -m interp_explorer` and the console script `interp-explorer`."""

import os
import sys


def main() -> int:
    """Run the program; an interruption is told in one line even while the program is still being loaded."""
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
