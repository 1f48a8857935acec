"""Reads a flight log with the tools that everyone uses, and says the few things that a judge asks."""


def read_ulog(path):
    """pyulog: vehicle, duration and greatest height of an ULog file."""
    from pyulog import ULog

    log = ULog(path)
    assert not log.file_corruption, "pyulog says that the file is corrupt"
    topics = {dataset.name: dataset for dataset in log.data_list}
    assert "vehicle_local_position" in topics, sorted(topics)
    position = topics["vehicle_local_position"].data
    assert len(position["timestamp"]) > 10, "hardly any positions"
    return {
        "height_m": round(float(-position["z"].min()), 2),
        "seconds": round((log.last_timestamp - log.start_timestamp) / 1e6, 1),
        "topics": len(topics),
        "parameters": len(log.initial_parameters),
    }


def read_dataflash(path):
    """pymavlink's DFReader: message kinds, duration and greatest height of a DataFlash log."""
    from pymavlink import DFReader

    log = DFReader.DFReader_binary(path, zero_time_base=False)
    kinds, heights, times = {}, [], []
    while True:
        message = log.recv_msg()
        if message is None:
            break
        kind = message.get_type()
        kinds[kind] = kinds.get(kind, 0) + 1
        if kind == "POS":
            heights.append(message.RelHomeAlt)
        if hasattr(message, "TimeUS"):
            times.append(message.TimeUS)
    assert heights, f"no POS messages in {kinds}"
    assert kinds.get("PARM", 0) > 10, kinds
    return {
        "height_m": round(max(heights), 2),
        "seconds": round((max(times) - min(times)) / 1e6, 1),
        "kinds": len(kinds),
        "parameters": kinds["PARM"],
    }
