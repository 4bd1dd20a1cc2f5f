"""`python -m interp_explorer` is the console script `interp-explorer`."""

import sys

try:
    from .app.main import main
except KeyboardInterrupt:
    sys.exit(130)

sys.exit(main())
