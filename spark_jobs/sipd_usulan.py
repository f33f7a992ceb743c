"""Musrenbang proposals: stage, decision, place, point, unit and reason of refusal as codes."""

from __future__ import annotations

from spark_jobs.planning import proposals

JOB = proposals("musrenbang")
