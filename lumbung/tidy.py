"""What keeps a night as short after years as in its first month."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, timedelta

from lumbung import steps
from lumbung.ingest import ledger
from lumbung.lake import Lake
from lumbung.quality import checks
from lumbung.settings import Settings


def merge_past_months(settings: Settings, night: date) -> None:
    """Once a month: put what the ops tables hold of past months into fewer files, so that reading them
    costs a night the same after years. The month before the night's is left as it is."""
    lake = Lake(settings.root)
    before = (night.replace(day=1) - timedelta(days=1)).replace(day=1)
    for owner in ledger.with_months(lake, before):
        with steps.taking_turns(settings, f"{'landing' if owner == ledger.STRAYS else owner}.muatan"):
            ledger.merge_months(lake, owner, before)
    if parts := checks.with_parts(lake, before):
        rooms = {part.removeprefix("gerbang1-").removeprefix("turunan-") for part in parts} - {checks.MERGED}
        with ExitStack() as all_rooms:
            for room in sorted(rooms):
                all_rooms.enter_context(steps.taking_turns(settings, "audit" if room == "gerbang2" else room))
            checks.merge_parts(lake, before)
