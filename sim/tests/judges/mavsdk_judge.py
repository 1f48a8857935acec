"""MAVSDK judges the simulator: does its client accept the vehicle, from connection to landing?

usage: mavsdk_judge.py --url tcpout://127.0.0.1:5760 --manner px4|ardupilot --home LAT,LON --out DIR
"""

import argparse
import asyncio
import math
import os
import sys
from concurrent.futures import ThreadPoolExecutor

from mavsdk.asyncio import ComponentType, Configuration, Mavsdk
from mavsdk.asyncio.plugins.action import ActionAsync
from mavsdk.asyncio.plugins.camera import CameraAsync
from mavsdk.asyncio.plugins.ftp import FtpAsync
from mavsdk.asyncio.plugins.geofence import GeofenceAsync
from mavsdk.asyncio.plugins.gimbal import GimbalAsync
from mavsdk.asyncio.plugins.info import InfoAsync
from mavsdk.asyncio.plugins.log_files import LogFilesAsync
from mavsdk.asyncio.plugins.mission import MissionAsync
from mavsdk.asyncio.plugins.mission_raw import MissionRawAsync
from mavsdk.asyncio.plugins.param import ParamAsync
from mavsdk.asyncio.plugins.telemetry import TelemetryAsync
from mavsdk.plugins.geofence import Circle, FenceType, GeofenceData, Point, Polygon
from mavsdk.plugins.gimbal import ControlMode, GimbalMode, SendMode
from mavsdk.plugins.mission import MissionItem, MissionPlan
from mavsdk.plugins.mission_raw import MissionItem as RawItem
from mavsdk.plugins.telemetry import FlightMode, LandedState

from logs import read_dataflash, read_ulog
from steps import Judge, distance_m, offset

RELATIVE_INT = 6


async def until(stream, wanted, limit_s=60.0):
    """The first value of a stream that is wanted; says what came last when none is."""
    last = None

    async def first():
        nonlocal last
        async for last in stream:
            if wanted(last):
                return last

    try:
        return await asyncio.wait_for(first(), limit_s)
    except asyncio.TimeoutError:
        raise AssertionError(f"waited {limit_s} s; the last was {last}") from None


class Flight:
    """One vehicle, its plugins and what the steps share."""

    def __init__(self, arguments):
        self.url = arguments.url
        self.px4 = arguments.manner == "px4"
        self.home = tuple(float(n) for n in arguments.home.split(","))
        self.out = arguments.out
        self.mavsdk = Mavsdk(
            Configuration.create_with_component_type(ComponentType.GROUND_STATION)
        )

    def place(self, north_m, east_m):
        return offset(*self.home, north_m, east_m)

    # connection and health

    async def connect(self):
        await self.mavsdk.add_any_connection(self.url)
        system = await self.mavsdk.first_autopilot(timeout_s=15.0)
        assert system is not None, "no autopilot was found"
        assert await system.is_connected()
        self.system = system
        self.telemetry = TelemetryAsync(system)
        self.action = ActionAsync(system)
        self.mission = MissionAsync(system)
        self.raw = MissionRawAsync(system)
        self.geofence = GeofenceAsync(system)
        self.param = ParamAsync(system)
        self.gimbal = GimbalAsync(system)
        self.camera = CameraAsync(system)
        self.log_files = LogFilesAsync(system)
        self.ftp = FtpAsync(system)
        self.info = InfoAsync(system)
        return f"{(await system.autopilot_type()).name}, components {await system.component_ids()}"

    async def rates(self):
        telemetry = self.telemetry
        await telemetry.set_rate_position(10.0)
        await telemetry.set_rate_position_velocity_ned(5.0)
        await telemetry.set_rate_home(1.0)
        await telemetry.set_rate_landed_state(5.0)
        await telemetry.set_rate_attitude_euler(10.0)
        await telemetry.set_rate_attitude_quaternion(10.0)
        await telemetry.set_rate_gps_info(2.0)
        await telemetry.set_rate_battery(2.0)
        await telemetry.set_rate_health(2.0)
        await telemetry.set_rate_raw_imu(5.0)
        await telemetry.set_rate_fixedwing_metrics(2.0)

    async def version(self):
        version = await self.info.get_version()
        product = await self.info.get_product()
        return f"{version.flight_sw_major}.{version.flight_sw_minor}.{version.flight_sw_patch}, {product.vendor_name}"

    async def health(self):
        await until(self.telemetry.subscribe_health_all_ok(), lambda ok: ok, 60.0)
        health = await self.telemetry.health()
        assert health.is_armable and health.is_home_position_ok, health
        assert health.is_global_position_ok and health.is_local_position_ok, health

    async def senses(self):
        t = self.telemetry
        position = await until(t.subscribe_position(), lambda p: abs(p.latitude_deg) > 1e-3, 10)
        assert distance_m(self.home, (position.latitude_deg, position.longitude_deg)) < 10.0, position
        home = await until(t.subscribe_home(), lambda h: True, 10)
        assert distance_m(self.home, (home.latitude_deg, home.longitude_deg)) < 10.0, home
        gps = await until(t.subscribe_gps_info(), lambda g: True, 10)
        assert gps.num_satellites >= 8 and int(gps.fix_type) >= 3, gps
        battery = await until(t.subscribe_battery(), lambda b: True, 10)
        assert battery.remaining_percent > 50 and battery.voltage_v > 9.0, battery
        attitude = await until(t.subscribe_attitude_euler(), lambda a: True, 10)
        assert abs(attitude.roll_deg) < 5.0 and abs(attitude.pitch_deg) < 5.0, attitude
        quaternion = await until(t.subscribe_attitude_quaternion(), lambda a: True, 10)
        assert 0.9 < math.hypot(quaternion.w, quaternion.z) < 1.01, quaternion
        imu = await until(t.subscribe_raw_imu(), lambda i: True, 10)
        assert imu.acceleration_frd.down_m_s2 < 0.0, imu
        ned = await until(t.subscribe_position_velocity_ned(), lambda p: True, 10)
        assert abs(ned.position.down_m) < 3.0, ned
        landed = await until(t.subscribe_landed_state(), lambda s: True, 10)
        assert landed == LandedState.ON_GROUND, landed
        return f"{gps.num_satellites} satellites, {battery.voltage_v:.1f} V"

    # parameters

    async def parameters(self):
        everything = await self.param.get_all_params()
        count = len(everything.int_params) + len(everything.float_params)
        assert count > 20, f"only {count} parameters"
        return f"{count} parameters"

    async def parameter_float(self):
        name = "MPC_XY_CRUISE" if self.px4 else "WP_RADIUS_M" if await self.has("WP_RADIUS_M") else "WPNAV_RADIUS"
        old = await self.param.get_param_float(name)
        await self.param.set_param_float(name, old + 1.0)
        new = await self.param.get_param_float(name)
        assert abs(new - old - 1.0) < 1e-4, (old, new)
        await self.param.set_param_float(name, old)

    async def has(self, name):
        try:
            await self.param.get_param_float(name)
            return True
        except Exception:
            return False

    async def parameter_int(self):
        name = "COM_RC_IN_MODE" if self.px4 else "FENCE_ACTION"
        old = await self.param.get_param_int(name)
        await self.param.set_param_int(name, 2 if old != 2 else 1)
        new = await self.param.get_param_int(name)
        assert new == (2 if old != 2 else 1), (old, new)
        await self.param.set_param_int(name, old)

    async def altitudes(self):
        await self.action.set_takeoff_altitude(12.0)
        got = await self.action.get_takeoff_altitude()
        assert abs(got - 12.0) < 0.01, got
        await self.action.set_return_to_launch_altitude(25.0)
        got = await self.action.get_return_to_launch_altitude()
        assert abs(got - 25.0) < 0.01, got

    # what is uploaded

    def polygon(self):
        corners = [(-300, -300), (-300, 300), (300, 300), (300, -300)]
        return [Point(*self.place(n, e)) for n, e in corners]

    async def fence(self):
        circle = Circle(Point(*self.place(200, 200)), 20.0, FenceType.EXCLUSION)
        data = GeofenceData([Polygon(self.polygon(), FenceType.INCLUSION)], [circle])
        await self.geofence.upload_geofence(data)
        back = await self.geofence.download_geofence()
        assert len(back.polygons) == 1 and len(back.polygons[0].points) == 4, back
        assert len(back.circles) == 1 and abs(back.circles[0].radius - 20.0) < 1e-3, back
        for sent, read in zip(self.polygon(), back.polygons[0].points):
            assert abs(sent.latitude_deg - read.latitude_deg) < 2e-7, (sent, read)

    def corners(self):
        return [(40, 0), (40, 40), (0, 40)]

    async def upload(self):
        if self.px4:
            items = [
                MissionItem(
                    *self.place(north, east), 15.0, 8.0, True,
                    gimbal_pitch_deg=-60.0, gimbal_yaw_deg=0.0,
                )
                for north, east in self.corners()
            ]
            await self.mission.set_return_to_launch_after_mission(False)
            await self.mission.upload_mission(MissionPlan(items))
            return
        await self.raw.upload_mission(self.raw_items())

    def raw_items(self):
        def item(seq, command, params, place=(0.0, 0.0), height=0.0, frame=RELATIVE_INT):
            x, y = (round(place[0] * 1e7), round(place[1] * 1e7))
            return RawItem(seq, frame, command, 1 if seq == 0 else 0, 1, *params, x, y, height, 0)

        nothing = (0.0, 0.0, 0.0, 0.0)
        items = [item(0, 16, nothing, self.home, 0.0, 0), item(1, 22, nothing, (0.0, 0.0), 15.0)]
        for north, east in self.corners():
            items.append(item(len(items), 16, nothing, self.place(north, east), 15.0))
        return items

    async def download(self):
        if self.px4:
            back = await self.mission.download_mission()
            assert len(back.mission_items) == 3, back
            for (north, east), item in zip(self.corners(), back.mission_items):
                there = self.place(north, east)
                assert distance_m(there, (item.latitude_deg, item.longitude_deg)) < 0.1, item
                assert abs(item.speed_m_s - 8.0) < 1e-3, item
            return
        back = await self.raw.download_mission()
        sent = self.raw_items()
        assert len(back) == len(sent), back
        for ours, theirs in list(zip(sent, back))[1:]:
            assert (ours.command, ours.x, ours.y, ours.z) == (
                theirs.command, theirs.x, theirs.y, theirs.z), (ours, theirs)

    # camera and gimbal

    async def gimbal_control(self):
        listed = await until(self.gimbal.subscribe_gimbal_list(), lambda g: g.gimbals, 20)
        self.gimbal_id = listed.gimbals[0].gimbal_id
        await self.gimbal.take_control(self.gimbal_id, ControlMode.PRIMARY)
        status = await until(
            self.gimbal.subscribe_control_status(),
            lambda s: s.control_mode == ControlMode.PRIMARY, 10)
        return f"gimbal {self.gimbal_id}, {listed.gimbals[0].model_name!r}, control by {status.sysid_primary_control}"

    async def gimbal_angles(self):
        for pitch, yaw in [(-45.0, 0.0), (-90.0, 0.0), (-20.0, 30.0)]:
            await self.gimbal.set_angles(
                self.gimbal_id, 0.0, pitch, yaw, GimbalMode.YAW_FOLLOW, SendMode.ONCE)
            await until(
                self.gimbal.subscribe_attitude(),
                lambda a: abs(a.euler_angle_forward.pitch_deg - pitch) < 2.0
                and (pitch < -80.0 or abs(a.euler_angle_forward.yaw_deg - yaw) < 2.0), 15)
        await self.gimbal.release_control(self.gimbal_id)

    async def camera_information(self):
        cameras = await until(self.camera.subscribe_camera_list(), lambda c: c.cameras, 20)
        camera = cameras.cameras[0]
        self.camera_id = camera.component_id
        assert camera.horizontal_resolution_px > 0 and camera.focal_length_mm > 0, camera
        mode = await self.camera.get_mode(self.camera_id)
        return f"{camera.vendor_name} {camera.model_name}, {camera.horizontal_resolution_px} px, mode {mode.name}"

    async def photo(self):
        captures = []

        async def listen():
            async for capture in self.camera.subscribe_capture_info():
                captures.append(capture)
                return

        listening = asyncio.ensure_future(listen())
        await asyncio.sleep(0.1)
        await self.camera.take_photo(self.camera_id)
        await asyncio.wait_for(listening, 10.0)
        assert captures[0].is_success, captures[0]

    # flight

    async def arm(self):
        await self.action.arm()
        await until(self.telemetry.subscribe_armed(), lambda armed: armed, 10)

    async def take_off(self):
        await self.action.takeoff()
        await until(self.telemetry.subscribe_position(), lambda p: p.relative_altitude_m > 11.0, 60)
        assert await self.telemetry.in_air()

    async def fly_mission(self):
        if self.px4:
            await self.mission.start_mission()
            finished = self.mission.subscribe_mission_progress()
            await until(finished, lambda p: p.total == 3 and p.current == p.total, 120)
            assert await self.mission.is_mission_finished()
        else:
            await self.raw.start_mission()
            await until(self.telemetry.subscribe_flight_mode(), lambda m: m == FlightMode.MISSION, 10)
            last = len(self.raw_items()) - 1
            await until(self.raw.subscribe_mission_progress(), lambda p: p.current >= last, 120)
        goal = self.place(*self.corners()[-1])
        await until(
            self.telemetry.subscribe_position(),
            lambda p: distance_m(goal, (p.latitude_deg, p.longitude_deg)) < 6.0, 60)

    async def hold(self):
        await self.action.hold()
        await until(self.telemetry.subscribe_flight_mode(), lambda m: m == FlightMode.HOLD, 10)

    async def go_to(self):
        goal = self.place(-20, -20)
        home = await self.telemetry.home()
        await self.action.goto_location(*goal, home.absolute_altitude_m + 20.0, 0.0)
        await until(
            self.telemetry.subscribe_position(),
            lambda p: distance_m(goal, (p.latitude_deg, p.longitude_deg)) < 3.0
            and abs(p.relative_altitude_m - 20.0) < 2.0, 90)

    async def return_home(self):
        await self.action.return_to_launch()
        await until(
            self.telemetry.subscribe_flight_mode(), lambda m: m == FlightMode.RETURN_TO_LAUNCH, 10)
        await until(
            self.telemetry.subscribe_position(),
            lambda p: distance_m(self.home, (p.latitude_deg, p.longitude_deg)) < 5.0, 120)

    async def land(self):
        await self.action.land()
        await until(self.telemetry.subscribe_landed_state(), lambda s: s == LandedState.ON_GROUND, 120)
        await until(self.telemetry.subscribe_armed(), lambda armed: not armed, 60)

    # the log

    async def list_logs(self):
        self.entries = await self.log_files.get_entries()
        assert self.entries, "no logs"
        assert self.entries[-1].size_bytes > 1000, self.entries[-1]
        return f"{len(self.entries)} logs, last {self.entries[-1].size_bytes} bytes of {self.entries[-1].date}"

    async def download_log(self):
        suffix = "ulg" if self.px4 else "bin"
        path = os.path.join(self.out, f"mavsdk_download.{suffix}")
        if os.path.exists(path):
            os.remove(path)
        async for _result, _progress in self.log_files.download_log_file(self.entries[-1], path):
            pass
        size = os.path.getsize(path)
        assert size == self.entries[-1].size_bytes, (size, self.entries[-1].size_bytes)
        read = read_ulog(path) if self.px4 else read_dataflash(path)
        assert read["height_m"] > 10.0, read
        return f"{size} bytes: {read}"

    async def list_files(self):
        root = "/fs/microsd/log" if self.px4 else "/APM/LOGS"
        found, folders = [], [root]
        while folders:
            folder = folders.pop()
            for entry in (await self.ftp.list_directory(folder)).entries:
                if entry.entry_type.name == "DIRECTORY":
                    folders.append(f"{folder}/{entry.name}")
                else:
                    found.append((f"{folder}/{entry.name}", entry.size_bytes))
        assert found, f"nothing under {root}"
        self.files = found
        return found

    async def fetch_file(self):
        path, size = max(self.files, key=lambda f: f[1])
        async for _result, _progress in self.ftp.download(path, self.out, True):
            pass
        local = os.path.join(self.out, os.path.basename(path))
        assert os.path.getsize(local) == size, (os.path.getsize(local), size)
        read = read_ulog(local) if self.px4 else read_dataflash(local)
        return f"{path}, {size} bytes: {read}"


async def judge(arguments):
    # A call that hangs in the library must not hold the judge up: it gives the verdict anyway.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(64))
    flight = Flight(arguments)
    judge = Judge()
    if not await judge.step("connect", flight.connect, 20):
        end(judge)
    for name, action, limit_s in [
        ("telemetry rates", flight.rates, 30),
        ("version", flight.version, 20),
        ("health all ok", flight.health, 60),
        ("telemetry", flight.senses, 60),
        ("all parameters", flight.parameters, 60),
        ("float parameter", flight.parameter_float, 20),
        ("integer parameter", flight.parameter_int, 20),
        ("altitude parameters", flight.altitudes, 20),
        ("geofence upload and download", flight.fence, 20),
        ("mission upload", flight.upload, 20),
        ("mission download", flight.download, 20),
        ("camera information", flight.camera_information, 30),
        ("photo", flight.photo, 20),
        ("gimbal control", flight.gimbal_control, 30),
        ("gimbal angles", flight.gimbal_angles, 60),
        ("arm", flight.arm, 20),
        ("take off", flight.take_off, 60),
        ("mission run", flight.fly_mission, 180),
        ("hold", flight.hold, 20),
        ("go to a place", flight.go_to, 100),
        ("return to launch", flight.return_home, 140),
        ("land and disarm", flight.land, 140),
        ("log list", flight.list_logs, 30),
        ("log download", flight.download_log, 120),
        ("file list", flight.list_files, 30),
        ("file download", flight.fetch_file, 120),
    ]:
        await judge.step(name, action, limit_s)
    end(judge)


def end(judge):
    """Leaves at once: the library's threads need not be waited for."""
    status = judge.finish()
    os._exit(status)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--manner", choices=["px4", "ardupilot"], required=True)
    parser.add_argument("--home", required=True)
    parser.add_argument("--out", required=True)
    asyncio.run(judge(parser.parse_args()))


if __name__ == "__main__":
    main()
