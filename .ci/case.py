#!/usr/bin/env python3
"""Holds the analysis of the simulated smuggler's card against what the simulator really flew.

Usage: case.py ANALYSIS.json TRUTH.json
"""

import json
import math
import pathlib
import sys
from datetime import datetime, timezone

# A statement agrees when it is within these of the truth.
CROSSING_S, CROSSING_M = 2.0, 15.0
LAUNCH_M = 10.0
DROP_S, DROP_M = 5.0, 15.0


def metres(one: list, other: list) -> float:
    """Between two places some kilometres apart, to well under a metre."""
    north = math.radians(other[0] - one[0]) * 6_371_009
    east = math.radians(other[1] - one[1]) * 6_371_009 * math.cos(math.radians(one[0]))
    return math.hypot(north, east)


def seconds(text: str) -> float:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc).timestamp()


def main(analysis: str, truth: str) -> int:
    said = json.loads(pathlib.Path(analysis).read_text())
    true = json.loads(pathlib.Path(truth).read_text())
    sums = {log["path"]: log["sha256"] for log in true["card"]}
    deleted = {log["path"] for log in true["card"] if log["is_deleted"]}
    places = {exhibit["sha256"]: number for number, exhibit in enumerate(said["exhibits"])}
    wrong = 0
    for flight in true["truth"]["flights"]:
        name, number = flight["log"], places.get(sums[flight["log"]])
        state = "deleted, recovered" if name in deleted else "live"
        if number is None:
            print(f"  {name} ({state}): NOT among the exhibits")
            wrong += 1
            continue
        crossings = [one for one in said["crossings"] if one["flight"]["exhibit"] == number]
        offs = [
            (seconds(is_said["when"]["utc"]) - seconds(was["utc"]), metres(is_said["position"], was["position"]))
            for is_said, was in zip(crossings, flight["crossings"])
        ]
        fit = len(crossings) == len(flight["crossings"])
        fit = fit and all(abs(s) <= CROSSING_S and m <= CROSSING_M for s, m in offs)
        off = ", ".join(f"{s:+.1f} s {m:.1f} m" for s, m in offs)
        drops = [one for one in said["releases"] if one["flight"]["exhibit"] == number]
        drop, was = drops[0] if drops else None, flight["drop"]
        if drop and was:
            late, away = seconds(drop["when"]["utc"]) - seconds(was["utc"]), metres(drop["position"], was["position"])
            dropped = f"drop {late:+.1f} s {away:.1f} m, {len(drops)} told"
            fit = fit and len(drops) == 1 and abs(late) <= DROP_S and away <= DROP_M
        else:
            dropped = "NO drop told" if was else f"no drop, {len(drops)} told"
            fit = fit and not was and not drops
        print(f"  {name} ({state}): {len(crossings)} crossings ({off}); {dropped}: {'agrees' if fit else 'DOES NOT AGREE'}")
        wrong += not fit
    if not said["launches"]:
        print("  NO launch place told")
        return 1
    cell = said["launches"][0]
    away = metres(cell["position"], true["truth"]["launch"])
    fit = away <= LAUNCH_M and len(cell["flights"]) == len(true["truth"]["flights"])
    print(f"  launch place {away:.1f} m off, {len(cell['flights'])} flights from it: {'agrees' if fit else 'DOES NOT AGREE'}")
    return 1 if wrong or not fit else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
