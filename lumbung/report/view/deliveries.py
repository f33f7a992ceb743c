"""What arrived, what did not and what to do about it, as tables and issues."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from lumbung.report.facts import deliveries
from lumbung.report.facts.deliveries import Delivery, PemdaDeliveries
from lumbung.report.facts.marts import Names
from lumbung.report.night import Night, Row
from lumbung.report.view.blocks import Issue, Line, Table, chip, small
from lumbung.report.words import NOTHING, Words

SHOWN = 12
"""Issues and sample rows beyond this many are only counted."""

_TONES = {"SEGAR": "hijau"}


def tables(night: Night, names: Names, words: Words) -> list[Table]:
    """One table per government, in the order of their codes."""
    return [_table(own, night, names, words) for own in deliveries.by_pemda(night)]


def _table(own: PemdaDeliveries, night: Night, names: Names, words: Words) -> Table:
    keys = ("c_source", "c_files", "c_read", "c_valid", "c_quarantined", "c_duplicate", "c_fresh")
    total = own.rows
    counts = (total.read, total.valid, total.quarantined, total.duplicate)
    sums = Line((words.say("total"), words.number(own.n_files), *map(words.number, counts), ""))
    return Table(
        words.say("loads_caption", pemda=names.of_pemda(own.kd_pemda)),
        [words.say(key) for key in keys],
        [_line(delivery, night, words) for delivery in own.sources],
        sums if own.n_files else None,
    )


def _line(own: Delivery, night: Night, words: Words) -> Line:
    rows = own.rows
    counts = (rows.read, rows.valid, rows.quarantined, rows.duplicate)
    numbers = [words.number(n) if own.n_files else NOTHING for n in counts]
    source = Markup("<span>{}{}</span>").format(
        night.title(own.source), small(own.source) if own.source in night.source_titles else ""
    )
    return Line((source, _files(own, words), *numbers, _fresh(own, words)), "stale" if own.is_stale else "")


def _files(own: Delivery, words: Words) -> Markup:
    repeated = own.outcomes["DUPLICATE"]
    remarks = [
        *([words.say("n_broken", n=own.n_broken)] if own.n_broken else []),
        *([words.say("n_repeated", n=repeated)] if repeated else []),
    ]
    return Markup("{}{}").format(words.number(own.n_files), Markup("").join(map(small, remarks)))


def _fresh(own: Delivery, words: Words) -> Markup | str:
    row = own.freshness
    if row is None:
        return NOTHING
    status = str(row["status"])
    label = chip(_TONES.get(status, "abu"), words.code("fresh", status))
    if row["periode_terakhir"] is None:
        return label
    age = words.say("age", age=row["umur_hari"], max=row["umur_maks_hari"])
    when = Markup("{} {}").format(period(row["periode_terakhir"], words), label)
    return when + small(age) if own.is_stale else when


def period(value: date | str, words: Words) -> str:
    """A day in words; a period that is given as text stays as it is."""
    return words.plain_date(value) if isinstance(value, date) else str(value)


def sum_line(night: Night, words: Words) -> Markup:
    """`read = valid + quarantined + duplicate` of the whole night, or that it does not add up."""
    rows = deliveries.Rows.of(deliveries.arrived(night))
    fates = (rows.valid, rows.quarantined, rows.duplicate)
    read = words.strong(words.number(rows.read))
    if rows.adds_up:
        names = ("valid", "quarantined", "duplicate")
        parts = {name: words.number(n) for name, n in zip(names, fates, strict=True)}
        good = chip("hijau", words.say("sum_ok"))
        return Markup("{} {}").format(good, words.say("adds_up", read=read, **parts))
    broken = words.say("adds_not", read=read, sum=words.strong(words.number(sum(fates))))
    return Markup("{} {}").format(chip("merah", words.say("sum_bad")), broken)


def _place(row: Row, night: Night, names: Names) -> tuple[str | None, str | None]:
    """Source and government in words, as far as they are known."""
    source, kd_pemda = row["source"], row["kd_pemda"]
    return night.title(source) if source else None, names.of_pemda(kd_pemda) if kd_pemda else None


def file_issues(night: Night, names: Names, words: Words) -> list[Issue]:
    """Files that somebody has to do something about."""
    return [_file_issue(load, night, names, words) for load in deliveries.problem_files(night)]


def _file_issue(load: Row, night: Night, names: Names, words: Words) -> Issue:
    outcome = deliveries.fate(load)
    tone = "merah" if outcome in deliveries.BROKEN else "kuning"
    day = load.get("delivered_tgl")
    place = [
        *_place(load, night, names),
        words.say("delivered", date=words.plain_date(day)) if day else None,
    ]
    return Issue(
        chip(tone, words.code("outcome", outcome)),
        str(load["file_name"]),
        str(load["reason"] or ""),
        words.say(f"action_{outcome}", load=load["load_id"]),
        Markup(" · ").join(part for part in place if part),
    )


def check_issues(night: Night, names: Names, words: Words) -> list[Issue]:
    """Checks that did not pass, red before yellow."""
    return [
        _check_issue(check, night, names, words)
        for severity in ("merah", "kuning")
        for check in deliveries.failed_checks(night, severity)
    ]


def _check_issue(check: Row, night: Night, names: Names, words: Words) -> Issue:
    severity = str(check["severity"])
    observed, expected = check["observed"], check["expected"]
    place = [
        *_place(check, night, names),
        words.say("gate", n=check["gate"]),
        check["name"],
        words.say("observed", observed=observed, expected=expected)
        if observed is not None and expected is not None
        else None,
    ]
    return Issue(
        chip(severity, words.code("warna", severity)),
        str(check["message"] or check["name"]),
        "",
        "",
        Markup(" · ").join(part for part in place if part),
    )


def quarantine(night: Night, names: Names, words: Words) -> Table:
    """Some quarantined rows: where they stand and why, never what they say."""
    return Table(
        words.say("h_quarantine"),
        [words.say(key) for key in ("c_file", "c_row", "c_reason")],
        [
            Line(
                (
                    str(row["file_name"]),
                    words.number(row["row_number"]),
                    "; ".join(names.of_reason(str(reason)) for reason in row["reasons"] or ()),
                )
            )
            for row in night.quarantine_sample[:SHOWN]
        ],
    )
