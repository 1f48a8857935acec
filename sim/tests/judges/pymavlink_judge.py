"""pymavlink judges the simulator: the plain conversation, message by message, with either manner.

usage: pymavlink_judge.py --url tcp:127.0.0.1:5760 --manner px4|ardupilot --home LAT,LON
"""

import argparse
import os
import sys
import time

os.environ["MAVLINK20"] = "1"

from pymavlink import mavutil, mavwp

from steps import Judge, distance_m, offset

COMMAND_LIMIT_S = 3.0
PX4_TAKEOFF, PX4_LOITER, PX4_MISSION, PX4_RTL = 2, 3, 4, 5


class Conversation:
    """One vehicle and what the steps share."""

    def __init__(self, arguments):
        self.px4 = arguments.manner == "px4"
        self.home = tuple(float(n) for n in arguments.home.split(","))
        self.link = mavutil.mavlink_connection(
            arguments.url, source_system=250, source_component=190, dialect="ardupilotmega"
        )
        self.mav = mavutil.mavlink
        self.heartbeat_at = 0.0

    def beat(self):
        if time.monotonic() - self.heartbeat_at > 0.5:
            self.heartbeat_at = time.monotonic()
            self.link.mav.heartbeat_send(
                self.mav.MAV_TYPE_GCS, self.mav.MAV_AUTOPILOT_INVALID, 0, 0, 4
            )

    def wait(self, kind, wanted=lambda message: True, limit_s=10.0):
        """The first message of a kind that is wanted; beats the heart meanwhile."""
        ends, last = time.monotonic() + limit_s, None
        while time.monotonic() < ends:
            self.beat()
            message = self.link.recv_match(type=kind, blocking=True, timeout=0.1)
            if message is None or message.get_srcComponent() != 1:
                continue
            last = message
            if wanted(message):
                return message
        raise AssertionError(f"waited {limit_s} s for {kind}; the last was {last}")

    def command(self, number, *params, expect=None):
        """A COMMAND_LONG and its acknowledgement."""
        params = list(params) + [0.0] * (7 - len(params))
        self.link.mav.command_long_send(1, 1, number, 0, *params)
        ack = self.wait("COMMAND_ACK", lambda a: a.command == number, COMMAND_LIMIT_S)
        expect = self.mav.MAV_RESULT_ACCEPTED if expect is None else expect
        assert ack.result == expect, ack
        return ack

    def heartbeat(self, wanted, limit_s=20.0):
        return self.wait("HEARTBEAT", wanted, limit_s)

    def place(self, north_m, east_m):
        return offset(*self.home, north_m, east_m)

    def requested(self, message_id, kind, limit_s=10.0):
        """A message that was asked for; it may come before or after the acknowledgement."""
        self.link.mav.command_long_send(1, 1, 512, 0, message_id, 0, 0, 0, 0, 0, 0)
        ends, message, ack = time.monotonic() + limit_s, None, None
        while time.monotonic() < ends and (message is None or ack is None):
            heard = self.wait([kind, "COMMAND_ACK"], limit_s=limit_s)
            if heard.get_type() == kind:
                message = heard
            elif heard.command == 512:
                ack = heard
        assert ack is not None and ack.result == 0, ack
        assert message is not None, f"no {kind}"
        return message

    # the steps

    def connect(self):
        beat = self.heartbeat(lambda h: True)
        self.link.target_system, self.link.target_component = 1, 1
        autopilot = self.mav.MAV_AUTOPILOT_PX4 if self.px4 else self.mav.MAV_AUTOPILOT_ARDUPILOTMEGA
        assert beat.autopilot == autopilot and beat.type == self.mav.MAV_TYPE_QUADROTOR, beat
        return self.link.flightmode

    def version(self):
        version = self.requested(self.mav.MAVLINK_MSG_ID_AUTOPILOT_VERSION, "AUTOPILOT_VERSION")
        wanted = (
            self.mav.MAV_PROTOCOL_CAPABILITY_MISSION_INT
            | self.mav.MAV_PROTOCOL_CAPABILITY_MAVLINK2
            | self.mav.MAV_PROTOCOL_CAPABILITY_MISSION_FENCE
            | self.mav.MAV_PROTOCOL_CAPABILITY_MISSION_RALLY
            | self.mav.MAV_PROTOCOL_CAPABILITY_FTP
            | self.mav.MAV_PROTOCOL_CAPABILITY_COMMAND_INT
        )
        assert version.capabilities & wanted == wanted, hex(version.capabilities)
        return f"{version.flight_sw_version >> 24}.{version.flight_sw_version >> 16 & 255}"

    def streams(self):
        if not self.px4:
            self.link.mav.request_data_stream_send(1, 1, self.mav.MAV_DATA_STREAM_ALL, 4, 1)
        kinds = [
            "SYS_STATUS", "GLOBAL_POSITION_INT", "LOCAL_POSITION_NED", "ATTITUDE", "VFR_HUD",
            "GPS_RAW_INT", "BATTERY_STATUS", "MISSION_CURRENT", "SERVO_OUTPUT_RAW", "SYSTEM_TIME",
            "SCALED_PRESSURE", "VIBRATION", "NAV_CONTROLLER_OUTPUT",
        ]
        kinds += (
            ["ATTITUDE_QUATERNION", "EXTENDED_SYS_STATE", "ALTITUDE", "HOME_POSITION",
             "ESTIMATOR_STATUS", "HIGHRES_IMU"]
            if self.px4
            else ["RAW_IMU", "EKF_STATUS_REPORT", "WIND", "RC_CHANNELS", "FENCE_STATUS"]
        )
        missing, ends = set(kinds), time.monotonic() + 20.0
        while missing and time.monotonic() < ends:
            self.beat()
            message = self.link.recv_match(blocking=True, timeout=0.1)
            if message is not None:
                missing.discard(message.get_type())
        assert not missing, f"never sent: {sorted(missing)}"
        return f"{len(kinds)} kinds"

    def interval(self):
        self.command(511, self.mav.MAVLINK_MSG_ID_ATTITUDE_QUATERNION, 200_000)
        self.wait("ATTITUDE_QUATERNION")
        self.command(511, self.mav.MAVLINK_MSG_ID_ATTITUDE_QUATERNION, -1)

    def home_position(self):
        home = self.requested(self.mav.MAVLINK_MSG_ID_HOME_POSITION, "HOME_POSITION")
        there = (home.latitude * 1e-7, home.longitude * 1e-7)
        assert distance_m(self.home, there) < 10.0, home

    def timesync(self):
        self.link.mav.timesync_send(0, 123_456_789)
        answer = self.wait("TIMESYNC", lambda t: t.ts1 == 123_456_789)
        assert answer.tc1 > 0, answer

    def ping(self):
        if not self.px4:
            return "not asked of this manner"
        self.link.mav.ping_send(1_000_000, 77, 0, 0)
        self.wait("PING", lambda p: p.seq == 77 and p.target_system == 250)

    def unsupported(self):
        self.command(
            self.mav.MAV_CMD_PAYLOAD_PREPARE_DEPLOY, expect=self.mav.MAV_RESULT_UNSUPPORTED
        )

    def parameters(self):
        self.link.mav.param_request_list_send(1, 1)
        first = self.wait("PARAM_VALUE")
        seen, ends = {first.param_index: first.param_id}, time.monotonic() + 60.0
        while len(seen) < first.param_count and time.monotonic() < ends:
            self.beat()
            value = self.link.recv_match(type="PARAM_VALUE", blocking=True, timeout=0.2)
            if value is not None and value.param_index < 65535:
                seen[value.param_index] = value.param_id
        assert len(seen) == first.param_count, (len(seen), first.param_count)
        return f"{len(seen)} parameters"

    def parameter_by_name(self):
        name = b"RTL_RETURN_ALT" if self.px4 else b"FENCE_ENABLE"
        self.link.mav.param_request_read_send(1, 1, name, -1)
        value = self.wait("PARAM_VALUE", lambda p: p.param_id == name.decode())
        return f"{value.param_id} {value.param_value}"

    def upload(self, kind, items):
        """What pymavlink users write: count, then the item that is asked for, then the ack."""
        self.link.mav.mission_count_send(1, 1, len(items), kind)
        sent = 0
        while True:
            message = self.wait(["MISSION_REQUEST", "MISSION_REQUEST_INT", "MISSION_ACK"],
                                lambda m: m.mission_type == kind)
            if message.get_type() == "MISSION_ACK":
                assert message.type == self.mav.MAV_MISSION_ACCEPTED, message
                assert sent == len(items), (sent, len(items))
                return
            item = items[message.seq]
            self.link.mav.mission_item_int_send(1, 1, message.seq, *item, kind)
            sent = message.seq + 1

    def download(self, kind):
        self.link.mav.mission_request_list_send(1, 1, kind)
        count = self.wait("MISSION_COUNT", lambda m: m.mission_type == kind).count
        items = []
        for seq in range(count):
            self.link.mav.mission_request_int_send(1, 1, seq, kind)
            items.append(self.wait("MISSION_ITEM_INT", lambda m: m.seq == seq))
        self.link.mav.mission_ack_send(1, 1, 0, kind)
        return items

    def item(self, command, place=None, height=0.0, frame=6, p1=0.0, current=0):
        x, y = (round(place[0] * 1e7), round(place[1] * 1e7)) if place else (0, 0)
        return (frame, command, current, 1, p1, 0.0, 0.0, 0.0, x, y, height)

    def mission(self):
        items = [] if self.px4 else [self.item(16, self.home, 0.0, 0)]
        items.append(self.item(22, self.home, 20.0, current=1))
        items += [self.item(16, self.place(n, e), 20.0) for n, e in [(50, 0), (50, 50), (0, 50)]]
        items.append(self.item(20, frame=2))
        self.upload(0, items)
        back = self.download(0)
        assert len(back) == len(items), back
        for sent, read in list(zip(items, back))[0 if self.px4 else 1:]:
            assert sent[1] == read.command, (sent, read)
            if sent[8]:
                assert (sent[8], sent[9], sent[10]) == (read.x, read.y, read.z), (sent, read)
        self.last = len(items) - 1
        return f"{len(items)} items"

    def fence(self):
        corners = [self.place(n, e) for n, e in [(-300, -300), (-300, 300), (300, 300), (300, -300)]]
        items = [self.item(5001, corner, frame=5, p1=4.0) for corner in corners]
        self.upload(1, items)
        assert len(self.download(1)) == 4

    def rally(self):
        self.upload(2, [self.item(5100, self.place(10, 0), 20.0)])
        assert len(self.download(2)) == 1
        self.link.mav.mission_clear_all_send(1, 1, 2)
        self.wait("MISSION_ACK", lambda m: m.mission_type == 2)
        assert not self.download(2)

    def wrong_item(self):
        """A mission with a hole in it is refused, and the good one is kept."""
        before = len(self.download(0))
        self.link.mav.mission_count_send(1, 1, 2, 0)
        self.wait(["MISSION_REQUEST", "MISSION_REQUEST_INT"])
        self.link.mav.mission_item_int_send(1, 1, 0, 6, 16, 0, 1, 0, 0, 0, 0, 2**31 - 1, 0, 10.0, 0)
        ack = self.wait("MISSION_ACK", limit_s=15.0)
        assert ack.type != 0, ack
        after = len(self.download(0))
        assert after == before, (before, after)

    def mode(self, name, px4_submode):
        if self.px4:
            self.command(176, 1, 4, px4_submode)
            wanted = 4 << 16 | px4_submode << 24
        else:
            wanted = self.link.mode_mapping()[name]
            self.link.set_mode(wanted)
        self.heartbeat(lambda h: h.custom_mode == wanted)

    def ready(self):
        bit = self.mav.MAV_SYS_STATUS_PREARM_CHECK
        self.wait("SYS_STATUS", lambda s: s.onboard_control_sensors_health & bit, 60.0)

    def arm(self):
        if not self.px4:
            self.mode("GUIDED", 0)
        self.command(400, 1)
        self.heartbeat(lambda h: h.base_mode & self.mav.MAV_MODE_FLAG_SAFETY_ARMED)

    def take_off(self):
        if self.px4:
            here = self.wait("GLOBAL_POSITION_INT")
            goal = (here.alt - here.relative_alt) * 1e-3 + 15.0
            self.command(22, 0, 0, 0, float("nan"), float("nan"), float("nan"), goal)
        else:
            self.command(22, 0, 0, 0, 0, 0, 0, 15.0)
        self.wait("GLOBAL_POSITION_INT", lambda p: p.relative_alt > 13_500, 60.0)

    def run(self):
        self.mode("AUTO", PX4_MISSION)
        if not self.px4:
            self.command(300)
        self.wait("MISSION_CURRENT", lambda m: m.seq >= 2, 60.0)
        self.wait("MISSION_ITEM_REACHED", lambda m: m.seq >= self.last - 1, 120.0)

    def home_and_down(self):
        self.mode("RTL", PX4_RTL)
        self.heartbeat(lambda h: not h.base_mode & self.mav.MAV_MODE_FLAG_SAFETY_ARMED, 180.0)
        here = self.wait("GLOBAL_POSITION_INT")
        assert distance_m(self.home, (here.lat * 1e-7, here.lon * 1e-7)) < 5.0, here

    def plan_files(self):
        """The loader that reads WPL files and the one that fences use accept what the vehicle holds."""
        loader = mavwp.MAVWPLoader()
        for item in self.download(0):
            loader.add(loader.wp_from_mission_item_int(item) if hasattr(loader, "wp_from_mission_item_int") else item)
        assert loader.count() == self.last + 1, loader.count()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--manner", choices=["px4", "ardupilot"], required=True)
    parser.add_argument("--home", required=True)
    parser.add_argument("--out", help="not needed here")
    talk, judge = Conversation(parser.parse_args()), Judge()
    for name, action in [
        ("connect", talk.connect),
        ("version and capabilities", talk.version),
        ("streams", talk.streams),
        ("message interval", talk.interval),
        ("timesync", talk.timesync),
        ("ping", talk.ping),
        ("unknown command", talk.unsupported),
        ("all parameters", talk.parameters),
        ("parameter by name", talk.parameter_by_name),
        ("mission", talk.mission),
        ("fence", talk.fence),
        ("rally", talk.rally),
        ("wrong item", talk.wrong_item),
        ("plan loader", talk.plan_files),
        ("ready", talk.ready),
        ("home position", talk.home_position),
        ("arm", talk.arm),
        ("take off", talk.take_off),
        ("mission run", talk.run),
        ("return, land, disarm", talk.home_and_down),
    ]:
        if not judge.check(name, action) and name == "connect":
            break
    sys.exit(judge.finish())


if __name__ == "__main__":
    main()
