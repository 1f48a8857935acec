"""Lets MAVSDK import a .plan file and prints the mission's items as JSON.

usage: import_plan.py FILE.plan

MAVSDK's importer belongs to a vehicle, so a heartbeat of one is sent to it on loopback.
"""

import asyncio
import json
import math
import os
import socket
import sys
import threading

os.environ["MAVLINK20"] = "1"

from mavsdk.asyncio import ComponentType, Configuration, Mavsdk  # noqa: E402
from mavsdk.asyncio.plugins.mission_raw import MissionRawAsync  # noqa: E402
from pymavlink import mavutil  # noqa: E402

mavlink = mavutil.mavlink


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def beat(port, stop):
    vehicle = mavutil.mavlink_connection(f"udpout:127.0.0.1:{port}", source_system=1, source_component=1)
    while not stop.wait(0.2):
        vehicle.mav.heartbeat_send(
            mavlink.MAV_TYPE_QUADROTOR, mavlink.MAV_AUTOPILOT_PX4, 0, 0, mavlink.MAV_STATE_STANDBY
        )


async def imported(path):
    port, stop = free_port(), threading.Event()
    threading.Thread(target=beat, args=(port, stop), daemon=True).start()
    async with Mavsdk(Configuration.create_with_component_type(ComponentType.GROUND_STATION)) as sdk:
        await sdk.add_any_connection(f"udpin://127.0.0.1:{port}")
        system = await sdk.first_autopilot(timeout_s=10.0)
        data = await MissionRawAsync(system).import_qgroundcontrol_mission(path)
    stop.set()
    return data


def row(item):
    scale = 1e-7 if item.frame in (0, 3, 5, 6, 10, 11) else 1
    params = [item.param1, item.param2, item.param3, item.param4]
    values = [item.command, item.frame] + params + [item.x * scale, item.y * scale, item.z]
    return [None if math.isnan(value) else value for value in values]


def main():
    data = asyncio.run(imported(sys.argv[1]))
    result = {
        "mission": [row(item) for item in data.mission_items],
        "fence": len(data.geofence_items),
        "rally": len(data.rally_items),
    }
    json.dump(result, sys.stdout)
    sys.stdout.flush()
    # MAVSDK's threads may outlive the interpreter's end.
    os._exit(0)


main()
