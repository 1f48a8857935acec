"""Reads a file of KLV packets with stanag4609 and with klvdata and prints what they found as JSON.

usage: read_klv.py FILE.bin

stanag4609 is strict: canonical lengths, time first, checksum last and right, version and required
items there, every value of its length. What it refuses ends this program. klvdata knows the tags up
to 94, and no error indicators: where it gives up, what it said is in the place of what it found.
"""

import datetime
import enum
import json
import sys

import klvdata
from stanag4609.klv.stream import KLVStreamParser
from stanag4609.st0601 import ST0601_KEY, decode_uas_local_set
from stanag4609.st0903 import VMTI_KEY, decode_vmti_local_set


def plain(value):
    if isinstance(value, datetime.datetime):
        epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        return (value - epoch) // datetime.timedelta(microseconds=1)
    if isinstance(value, enum.Enum) and not isinstance(value, int):
        return {"special": value.value}
    if isinstance(value, (int, float, str)):
        return value
    if hasattr(value, "value"):
        return plain(value.value)
    if isinstance(value, bytes):
        return value.hex()
    return repr(value)


def by_stanag4609(data):
    parser = KLVStreamParser()
    for packet in parser.feed(data) + parser.finish():
        if packet.key == ST0601_KEY:
            fields = decode_uas_local_set(packet).fields
            yield {field.definition.tag: plain(field.value) for field in fields}
        elif packet.key == VMTI_KEY:
            found = decode_vmti_local_set(packet)
            fields = {field.tag: plain(field.value) for field in found.fields}
            targets = [
                {field.tag: plain(field.value) for field in target.fields} | {"id": target.target_id}
                for target in found.targets
            ]
            yield fields | {"targets": targets}


def by_klvdata(data):
    for packet in klvdata.StreamParser(data):
        if hasattr(packet, "items"):
            yield {key[0]: plain(getattr(item, "value", item)) for key, item in packet.items.items()}


def tried(read, data):
    try:
        return list(read(data))
    except Exception as error:
        return repr(error)


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    print(json.dumps({"stanag4609": list(by_stanag4609(data)), "klvdata": tried(by_klvdata, data)}))


main()
