"""`python -m cli` is `tallybook`."""

from .app import main

raise SystemExit(main())
