"""Computes the figures of events in the plainest way, to hold those of a store against.

Reads a JSON list of events in the order of acceptance from standard input, each with `series`, `name`, `group`, and
perhaps `person`, `value` (a decimal as text), `day`, `from`, `to`, `start` (the series and name of a measure),
`identity`, `window` and `at` (seconds), and `figures`, which are judged. Writes a JSON list of what differs.
"""

import json
import sys
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

PLACES = Decimal("0.0001")


def rounded(fraction, places=PLACES):
    exact = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    return exact.quantize(places, rounding=ROUND_HALF_UP)


def median(values):
    values = sorted(values)
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def deviation(values):
    mean = sum(values) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / len(values)
    return Decimal(variance.numerator) / Decimal(variance.denominator)


def expected(event, earlier):
    """The figures of an event, and what it adds to those that come after it; nothing where it repeats another."""
    key = (event["series"], event["name"], event["group"])
    peers = [other for other in earlier if other["key"] == key]
    own = [other for other in peers if event.get("person") and other["person"] == event["person"]]
    if event.get("identity"):
        same = [other for other in peers if other["identity"] == event["identity"]]
        if same and event["at"] < same[-1]["at"] + same[-1]["window"]:
            return same[-1]["figures"], None

    started = None
    if event.get("start") and event.get("person"):
        start = tuple(event["start"]) + (event["group"],)
        begun = [other for other in earlier if other["key"] == start and other["person"] == event["person"]]
        started = begun[-1]["day"] if begun else None
    value = None
    if "value" in event:
        value = Fraction(Decimal(event["value"]).quantize(PLACES, rounding=ROUND_HALF_UP))
    elif "to" in event:
        first = started or event.get("from")
        days = (date.fromisoformat(event["to"]) - date.fromisoformat(first)).days if first else -1
        value = Fraction(days) if days >= 0 else None

    values = [other["value"] for other in peers if other["value"] is not None]
    figures = {"peers": {"counted": len(values)}, "own": {"count": len(own)}}
    if value is not None:
        figures["value"] = rounded(value)
    if started:
        figures["started"] = started
    if values:
        figures["peers"]["mean"] = rounded(sum(values) / len(values))
        figures["peers"]["median"] = rounded(median(values), Decimal("0.00001"))
        figures["peers"]["deviation"] = deviation(values)
        figures["peers"]["minimum"] = rounded(min(values))
        figures["peers"]["maximum"] = rounded(max(values))
    if value is not None and values:
        below = sum(other < value for other in values)
        equal = sum(other == value for other in values)
        figures["peers"]["percentile"] = rounded(Fraction(100 * (2 * below + equal), 2 * len(values)))
        figures["peers"]["rank"] = len(values) - below - equal + 1
        figures["peers"]["above_average"] = value > sum(values) / len(values)
    mine = [other["value"] for other in own if other["value"] is not None]
    if mine:
        figures["own"]["best"] = rounded(max(mine))
        figures["own"]["last"] = rounded(mine[-1])
    if own and own[-1]["day"]:
        figures["own"]["last_day"] = own[-1]["day"]
    note = {
        "key": key,
        "person": event.get("person"),
        "value": value,
        "day": event.get("day"),
        "identity": event.get("identity"),
        "at": event["at"],
        "window": event.get("window", 0),
        "figures": figures,
    }
    return figures, note


def differs(wanted, found):
    """Whether two figures differ; a deviation is an irrational number, so it is judged within its last place."""
    if set(wanted) != set(found):
        return True
    for name, value in wanted.items():
        other = found[name]
        if isinstance(value, dict):
            if differs(value, other):
                return True
        elif name == "deviation":
            if abs(Decimal(other) - value.sqrt()) > PLACES * Decimal("0.5001"):
                return True
        elif value != other:
            return True
    return False


def main():
    events = json.load(sys.stdin, parse_float=Decimal, parse_int=lambda text: Decimal(text))
    earlier, wrong = [], []
    for index, event in enumerate(events):
        figures, note = expected(event, earlier)
        if differs(figures, event["figures"]):
            wrong.append({"index": index, "wanted": figures, "found": event["figures"]})
        if note:
            earlier.append(note)
    json.dump(wrong, sys.stdout, default=str)


main()
