"""`python -m interp_explorer` is the console script `interp-explorer`."""

import sys

from .app.main import main

sys.exit(main())
