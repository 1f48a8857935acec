"""MAVProxy judges the simulator: commands are typed at its prompt, and its answers are read.

usage: mavproxy_judge.py --url tcp:127.0.0.1:5760 --manner px4|ardupilot --home LAT,LON --out DIR
"""

import argparse
import os
import queue
import re
import subprocess
import sys
import threading
import time

from steps import Judge, offset


class Prompt:
    """A running MAVProxy: what is typed, what it said."""

    def __init__(self, arguments):
        self.px4 = arguments.manner == "px4"
        self.out = arguments.out
        self.home = tuple(float(n) for n in arguments.home.split(","))
        program = os.path.join(os.path.dirname(sys.executable), "mavproxy.py")
        self.child = subprocess.Popen(
            [sys.executable, "-u", program, f"--master={arguments.url}", "--mav20",
             "--default-modules=mode,arm,param,wp,fence,cmdlong,log,misc,battery",
             f"--state-basedir={self.out}", "--retries=10", "--streamrate=4"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            cwd=self.out, env={**os.environ, "HOME": self.out, "TERM": "dumb"},
        )
        self.lines, self.said = queue.Queue(), []
        threading.Thread(target=self.listen, name="listen", daemon=True).start()

    def listen(self):
        for line in self.child.stdout:
            self.lines.put(line.decode(errors="replace").rstrip())
        self.lines.put(None)

    def type(self, command):
        self.child.stdin.write(f"{command}\n".encode())
        self.child.stdin.flush()

    def expect(self, pattern, limit_s=30.0, again=None, every_s=2.0):
        """Waits for a line; types `again` every few seconds until it comes."""
        ends, asked = time.monotonic() + limit_s, 0.0
        recent = []
        while time.monotonic() < ends:
            if again and time.monotonic() - asked > every_s:
                asked = time.monotonic()
                self.type(again)
            try:
                line = self.lines.get(timeout=0.2)
            except queue.Empty:
                continue
            assert line is not None, f"MAVProxy ended: {recent[-5:]}"
            self.said.append(line)
            recent.append(line)
            if re.search(pattern, line):
                return line
        raise AssertionError(f"waited {limit_s} s for /{pattern}/; it said {recent[-8:]}")

    def connect(self):
        return self.expect(r"Detected vehicle 1:1 on link 0|online system 1", 60.0)

    def parameters(self):
        return self.expect(r"Received \d+ parameters", 120.0)

    def parameter(self):
        name = "MIS_TAKEOFF_ALT" if self.px4 else "FENCE_ENABLE"
        self.type(f"param show {name}")
        return self.expect(rf"{name}\s+[\d.]+", 10.0)

    def set_parameter(self):
        name, value = ("MIS_TAKEOFF_ALT", "11") if self.px4 else ("FENCE_ACTION", "2")
        self.type(f"param set {name} {value}")
        return self.expect(rf"{name}\s+{value}(\.0+)?\b", 10.0, f"param show {name}")

    def load_mission(self):
        path = os.path.join(self.out, "judge.waypoints")
        home = [(self.home, 0.0, 16, 0)] if not self.px4 else []
        legs = home + [(self.home, 20.0, 22, 3)]
        legs += [(offset(*self.home, n, e), 20.0, 16, 3) for n, e in [(40, 0), (40, 40), (0, 40)]]
        with open(path, "w", encoding="ascii") as file:
            file.write("QGC WPL 110\n")
            for seq, ((latitude, longitude), height, command, frame) in enumerate(legs):
                file.write(f"{seq}\t{int(seq == 0)}\t{frame}\t{command}\t0\t0\t0\t0\t"
                           f"{latitude:.8f}\t{longitude:.8f}\t{height}\t1\n")
        self.count = len(legs)
        self.type(f"wp load {path}")
        self.expect(rf"Loaded {self.count} waypoints", 10.0)
        return self.expect(rf"Sent all {self.count} waypoints|Got MISSION_ACK.*ACCEPTED", 30.0)

    def list_mission(self):
        self.type("wp list")
        line = self.expect(rf"Saved {self.count} waypoints to \S+", 30.0)
        path = os.path.join(self.out, line.split(" to ")[-1].strip())
        with open(path, encoding="ascii") as file:
            rows = file.read().strip().splitlines()
        assert len(rows) == self.count + 1, rows
        return f"{self.count} items"

    def mode(self, name, px4_submode):
        """MAVProxy's own `mode` cannot say PX4's modes, which are two numbers."""
        command = f"long DO_SET_MODE 1 4 {px4_submode}" if self.px4 else f"mode {name}"
        shown = {2: "TAKEOFF", 4: "MISSION", 5: "RTL"}[px4_submode] if self.px4 else name
        return self.expect(rf"Mode {shown}|{shown}> ", 30.0, command, 3.0)

    def arm(self):
        if not self.px4:
            self.expect(r"Mode GUIDED|GUIDED> ", 30.0, "mode GUIDED", 3.0)
        return self.expect(r"^(\w*> )?(APM: )?ARMED|ARMED$|Armed by", 60.0, "arm throttle", 5.0)

    def take_off(self):
        self.type("long DO_SET_MODE 1 4 2" if self.px4 else "takeoff 20")
        height = r"GLOBAL_POSITION_INT.*relative_alt : (9[5-9]\d\d|1\d\d\d\d|2\d\d\d\d)\b"
        return self.expect(height, 60.0, "status GLOBAL_POSITION_INT", 1.0)

    def status(self):
        self.type("status GPS_RAW_INT")
        self.expect(r"GPS_RAW_INT.*satellites_visible : \d+", 10.0)
        self.type("status BATTERY_STATUS")
        return self.expect(r"BATTERY_STATUS.*battery_remaining : \d+", 10.0)

    def mission(self):
        self.mode("AUTO", 4)
        last = self.count - 1
        return self.expect(rf"MISSION_CURRENT \{{seq : {last}\b|[Ww]aypoint {last}\b", 120.0,
                           "status MISSION_CURRENT", 1.0)

    def land(self):
        self.mode("RTL", 5)
        return self.expect(r"^(\w*> )?DISARMED|DISARMED$", 180.0)

    def end(self):
        self.child.kill()
        self.child.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--manner", choices=["px4", "ardupilot"], required=True)
    parser.add_argument("--home", required=True)
    parser.add_argument("--out", required=True)
    prompt, judge = Prompt(parser.parse_args()), Judge()
    for name, action in [
        ("connect", prompt.connect),
        ("parameter fetch", prompt.parameters),
        ("parameter show", prompt.parameter),
        ("parameter set", prompt.set_parameter),
        ("wp load", prompt.load_mission),
        ("wp list", prompt.list_mission),
        ("arm", prompt.arm),
        ("take off", prompt.take_off),
        ("status", prompt.status),
        ("mission", prompt.mission),
        ("return and land", prompt.land),
    ]:
        if not judge.check(name, action) and name == "connect":
            break
    prompt.end()
    if judge.failed:
        print("\n".join(prompt.said[-60:]))
    sys.exit(judge.finish())


if __name__ == "__main__":
    main()
