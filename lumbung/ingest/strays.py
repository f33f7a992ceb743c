"""Files in landing that no source takes: recorded once, left where they are."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

from lumbung.formats.people import mask_text
from lumbung.ingest import ledger
from lumbung.ingest.discover import arrivals, night_ends_at, sha256
from lumbung.ingest.ledger import Load
from lumbung.lake import Lake
from lumbung.messages import say
from lumbung.settings import Settings


def ingest_strays(settings: Settings, known: set[str], night: date, run_id: str) -> list[Load]:
    """Record files that no source takes: wrong folder, unknown source or government. They stay."""
    lake = Lake(settings.root)
    end = night_ends_at(night, settings.timezone)
    strays = [
        a
        for a in arrivals(settings.landing_dir)
        if a.delivered_at < end and not (a.is_placed and a.source in known and a.kd_pemda in settings.pemda)
    ]
    if not strays:
        return []
    recorded = ledger.recorded(lake, "UNKNOWN_SOURCE")
    loads = []
    for arrival in strays:
        if arrival.landing_id in recorded:
            continue
        if arrival.is_placed and arrival.source in known:
            reason = say("unknown_pemda", pemda=arrival.kd_pemda, known=", ".join(settings.pemda))
        else:
            reason = say("unknown_source", source=arrival.source or arrival.path.name)
        digest, now = sha256(arrival.path), datetime.now(UTC)
        identity = f"?|{'/'.join(arrival.parts)}|{arrival.landing_id}|{digest}"
        loads.append(
            Load(
                load_id=hashlib.sha256(identity.encode()).hexdigest()[:16],
                source=mask_text(arrival.source),
                kd_pemda=mask_text(arrival.kd_pemda),
                file_name=mask_text(arrival.path.name),
                sha256=digest,
                bytes=arrival.path.stat().st_size,
                outcome="UNKNOWN_SOURCE",
                reason=reason,
                started_at=now,
                finished_at=now,
                run_id=run_id,
                delivered_at=arrival.delivered_at,
                landing_id=arrival.landing_id,
            )
        )
    if loads:
        with lake.transaction("strays:" + ",".join(load.load_id for load in loads)) as tx:
            ledger.write(tx, loads)
    return loads
