"""Lets stanag4609 put a file of KLV packets into a transport stream, and prints that as JSON.

usage: mux_klv.py FILE.bin

One program with two streams: PID 257 synchronous (stream type 0x15, metadata cells, a time each 3600
ticks), PID 258 asynchronous (stream type 0x06, PES packets of 100 bytes each, no times).
"""

import json
import sys

from stanag4609.klv.stream import KLVStreamParser
from stanag4609.transport.metadata import asynchronous_klv_stream, synchronous_klv_stream
from stanag4609.transport.mux import TransportMuxer


def muxed(data):
    muxer = TransportMuxer(
        transport_stream_id=1,
        program_number=7,
        program_map_pid=256,
        pcr_pid=257,
        streams=[
            synchronous_klv_stream(257, metadata_input_leak_rate=100, metadata_buffer_size=10),
            asynchronous_klv_stream(258),
        ],
    )
    parser = KLVStreamParser()
    for index, packet in enumerate(parser.feed(data) + parser.finish()):
        yield from muxer.program_tables()
        # Over the turn of the 33 bits.
        pts = (2**33 - 7200 + 3600 * index) % 2**33
        yield from muxer.mux_sync_klv(257, bytes(packet), pts=pts)
        yield from muxer.mux_async_klv(258, bytes(packet), max_pes_payload=100)


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    print(json.dumps({"transport_stream": b"".join(muxed(data)).hex()}))


main()
