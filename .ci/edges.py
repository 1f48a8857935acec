#!/usr/bin/env python3
"""Fails on any dependency between our crates that the architecture does not allow (README, Invariants)."""

import json
import subprocess
import sys

ALLOWED = {
    "missions": set(),
    "onboard": {"missions"},
    "forensics": {"missions"},
    "sim": {"missions"},
    "ground-station": {"missions", "forensics"},
}
# Only tests may use these; a dev-dependency is allowed where a normal one is not.
ALLOWED_IN_TESTS = {
    "onboard": {"sim"},
    "forensics": {"sim"},
    "ground-station": {"sim"},
}


def main() -> int:
    command = ["cargo", "metadata", "--format-version", "1", "--no-deps", "--locked"]
    metadata = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    ours = {package["name"] for package in metadata["packages"]}
    wrong = sorted(ours ^ set(ALLOWED))
    faults = [f"crate {name} is not in the architecture, or missing" for name in wrong]
    for package in metadata["packages"]:
        name = package["name"]
        for dependency in package["dependencies"]:
            other = dependency["name"]
            if other not in ours:
                continue
            allowed = ALLOWED.get(name, set())
            if dependency["kind"] == "dev":
                allowed = allowed | ALLOWED_IN_TESTS.get(name, set())
            if other not in allowed:
                kind = dependency["kind"] or "normal"
                faults.append(f"{name} -> {other} ({kind}) is an edge the architecture does not allow")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
