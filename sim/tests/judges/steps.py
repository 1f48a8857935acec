"""What the judge scripts share: named steps that are run in order, timed and reported, one line each.

A step that fails is reported and the next one runs; the exit status says whether all passed.
"""

import asyncio
import math
import sys
import time
import traceback

EARTH_M_PER_DEGREE = 111_319.49


class Judge:
    """Runs steps and remembers how they went."""

    def __init__(self):
        self.failed = []
        self.passed = 0

    async def step(self, name, action, limit_s=30.0):
        """Awaits `action()`; prints `pass NAME` or `FAIL NAME reason`."""
        started = time.monotonic()
        try:
            note = await asyncio.wait_for(action(), limit_s)
        except BaseException as error:  # a judge reports everything, also a time-out
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
            self.report(name, started, f"{type(error).__name__}: {error}")
            if not isinstance(error, (AssertionError, asyncio.TimeoutError)):
                traceback.print_exc(limit=4)
            return False
        self.report(name, started, None, note)
        return True

    def check(self, name, action):
        """The same for a step that is a plain function."""
        started = time.monotonic()
        try:
            note = action()
        except Exception as error:
            self.report(name, started, f"{type(error).__name__}: {error}")
            if not isinstance(error, AssertionError):
                traceback.print_exc(limit=4)
            return False
        self.report(name, started, None, note)
        return True

    def report(self, name, started, fault, note=None):
        took = time.monotonic() - started
        if fault is None:
            self.passed += 1
            print(f"pass {name} ({took:.1f} s){': ' + str(note) if note else ''}", flush=True)
        else:
            self.failed.append(name)
            print(f"FAIL {name} ({took:.1f} s): {fault}", flush=True)

    def finish(self):
        print(f"{self.passed} passed, {len(self.failed)} failed {self.failed}", flush=True)
        sys.stdout.flush()
        return 1 if self.failed else 0


def offset(latitude, longitude, north_m, east_m):
    """The place some metres north and east of another, on a sphere: good to a centimetre at 1 km."""
    return (
        latitude + north_m / EARTH_M_PER_DEGREE,
        longitude + east_m / (EARTH_M_PER_DEGREE * math.cos(math.radians(latitude))),
    )


def distance_m(a, b):
    """Between two (latitude, longitude) pairs, flat."""
    north = (b[0] - a[0]) * EARTH_M_PER_DEGREE
    east = (b[1] - a[1]) * EARTH_M_PER_DEGREE * math.cos(math.radians(a[0]))
    return math.hypot(north, east)
