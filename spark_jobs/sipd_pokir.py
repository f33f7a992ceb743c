"""Council members' proposals (pokir): the same as Musrenbang's, by their own status texts."""

from __future__ import annotations

from spark_jobs.planning import proposals

JOB = proposals("pokir")
