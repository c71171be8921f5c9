"""One profile: the same examples every time, few enough that the laws can run on every commit."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci",
    derandomize=True,
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.filter_too_much],  # some laws need a sample that few draws are
)
settings.load_profile("ci")
