#!/usr/bin/env python3
"""Holds the readings of a simulated survey, and what follows from them, against the truth.

Usage: truth.py SUMMARY.json STATEMENT.json CAMERA.truth.jsonl
"""

import json
import pathlib
import sys

# The bars: quarter mean within 10 mm, cargo within 0.5 %.
QUARTER_MEAN_M = 0.010
CARGO_PERCENT = 0.5


def quarter_mean(draughts: dict) -> float:
    """(F + 6 M + A) / 8 of the means at the marks, uncorrected: the same for both."""
    mean = {station: sum(sides.values()) / 2 for station, sides in draughts.items()}
    return (mean["forward"] + 6 * mean["midships"] + mean["aft"]) / 8


def main(summary: str, statement: str, truth: str) -> None:
    surveyed = json.loads(pathlib.Path(summary).read_text())["survey"]
    with open(truth, encoding="utf-8") as lines:
        true = json.loads(next(lines))
    read: dict = {}
    print(f"  {'station':<20} {'read':>8} {'95 %':>8} {'true':>8} {'off':>9}")
    for station in surveyed["stations"]:
        name, side = station["station"].split()
        is_m = true["draughts_m"][name][side]
        draught_m, u95_m = station["draught_m"], station["u95_m"]
        if draught_m is None:
            print(f"  {station['station']:<20} {'-':>8} {'-':>8} {is_m:>8.3f}   not read: {station['reason']}")
            continue
        read.setdefault(name, {})[side] = draught_m
        inside = "" if abs(draught_m - is_m) <= u95_m else "  outside its 95 %"
        print(
            f"  {station['station']:<20} {draught_m:>8.3f} {u95_m:>8.3f} {is_m:>8.3f} "
            f"{1000 * (draught_m - is_m):>+6.1f} mm{inside}"
        )
    if sum(len(sides) for sides in read.values()) < 6:
        print("  no quarter mean: stations are missing")
        return
    off_m = quarter_mean(read) - quarter_mean(true["draughts_m"])
    verdict = "within" if abs(off_m) <= QUARTER_MEAN_M else "NOT within"
    print(f"  quarter mean off by {1000 * off_m:+.1f} mm: {verdict} {1000 * QUARTER_MEAN_M:.0f} mm")
    if not pathlib.Path(statement).exists():
        print("  no statement")
        return
    worked = json.loads(pathlib.Path(statement).read_text())
    found, result = worked["surveys"][0]["unrounded"]["displacement_t"], worked["result"]
    off_t = found - true["displacement_t"]
    print(f"  displacement {found:.1f} t, truly {true['displacement_t']:.1f} t: off by {off_t:+.1f} t")
    percent = 100 * off_t / result["unrounded_t"]
    verdict = "within" if abs(percent) <= CARGO_PERCENT else "NOT within"
    print(
        f"  which is {percent:+.2f} % of the {result['what']}, {result['unrounded_t']:.0f} t: "
        f"{verdict} {CARGO_PERCENT} %"
    )


if __name__ == "__main__":
    main(*sys.argv[1:4])
