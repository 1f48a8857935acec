"""Loads a mission file with pymavlink and prints its items as JSON.

usage: read_plan.py FILE.waypoints | FILE.plan

Waypoint files go through pymavlink's own loader, mavwp.MAVWPLoader. It knows no .plan files, so
their simple items (and the expanded items of complex ones) become its MISSION_ITEM_INT messages,
which are packed as they would be for an upload: a number that the wire cannot carry fails here.
"""

import json
import math
import os
import sys

os.environ["MAVLINK20"] = "1"

from pymavlink import mavutil, mavwp  # noqa: E402

mavlink = mavutil.mavlink


def of_waypoints(path):
    loader = mavwp.MAVWPLoader()
    loader.load(path)
    for index in range(loader.count()):
        item = loader.wp(index)
        assert item.seq == index, (item.seq, index)
        params = [item.param1, item.param2, item.param3, item.param4, item.x, item.y, item.z]
        yield [item.command, item.frame] + params


def simple_items(entries):
    for entry in entries:
        if entry["type"] == "SimpleItem":
            yield entry
        else:
            yield from simple_items(entry["TransectStyleComplexItem"]["Items"])


def of_plan(path):
    with open(path) as file:
        plan = json.load(file)
    packer = mavlink.MAVLink(None, srcSystem=255)
    for seq, entry in enumerate(simple_items(plan["mission"]["items"])):
        params = [math.nan if value is None else value for value in entry["params"]]
        command, frame = entry["command"], entry["frame"]
        assert command in mavlink.enums["MAV_CMD"], command
        assert frame in mavlink.enums["MAV_FRAME"], frame
        scale = 1e7 if frame in (0, 3, 5, 6, 10, 11) else 1
        x, y = (round(value * scale) for value in params[4:6])
        message = mavlink.MAVLink_mission_item_int_message(
            1, 1, seq, frame, command, 0, int(entry["autoContinue"]), *params[:4], x, y, params[6]
        )
        back = mavlink.MAVLink(None).parse_buffer(message.pack(packer))[0]
        assert (back.command, back.frame, back.x, back.y) == (command, frame, x, y), back
        yield [command, frame] + params


def main():
    path = sys.argv[1]
    items = of_plan(path) if path.endswith(".plan") else of_waypoints(path)
    rows = [[None if math.isnan(value) else value for value in item] for item in items]
    json.dump(rows, sys.stdout)


main()
