"""The tallybook command: it routes and does not think."""

import os

# Before numpy is imported. Threads wait for each other longer than products of these sizes take, and where other
# programs run several times as long; and a last digit must not depend on how many processors there are.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
