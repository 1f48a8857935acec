//! Logs as the reference readers see them: pyulog and pymavlink from the judges' environment.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use crate::vehicle::modes::Manner;
use crate::vehicle::tests::flights::Field;

const PYTHON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/judges/bin/python");

/// Flies up and down and returns the log.
fn flown(manner: Manner) -> (Field, Vec<u8>) {
    let mut field = Field::new(manner, |_| ());
    field.take_off(20.0);
    field.wait(5.0);
    let truth = field.vehicle().true_position();
    assert!((truth.1 - 20.0).abs() < 2.0);
    field.command().land().unwrap();
    assert!(field.until(90.0, |vehicle| !vehicle.asked().is_armed()));
    field.wait(0.1);
    let logs = field.vehicle().logs();
    assert_eq!(logs.len(), 1);
    assert!(!logs[0].is_open());
    let bytes = logs[0].bytes().to_vec();
    (field, bytes)
}

/// What a Python script prints about a log; none where there is no judge.
fn judged(name: &str, bytes: &[u8], script: &str) -> Option<serde_json::Value> {
    let named =
        std::env::var_os("SHEARWATER_JUDGES").map(|folder| Path::new(&folder).join("bin/python"));
    let python = named.clone().unwrap_or_else(|| PYTHON.into());
    if !python.exists() {
        assert!(named.is_none(), "there is no {}", python.display());
        // Past the test harness, which swallows what a passing test prints.
        let mut told = std::io::stderr();
        writeln!(told, "skipped: there is no {PYTHON}").unwrap();
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let output = Command::new(python)
        .args(["-c", script])
        .arg(&path)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{errors}");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn pyulog_reads_the_log_of_a_px4_flight() {
    let script = "
import json, sys
from pyulog import ULog
log = ULog(sys.argv[1])
topics = {d.name: d.data for d in log.data_list}
gps = topics['vehicle_gps_position']
position = topics['vehicle_global_position']
print(json.dumps({
    'counts': {name: len(data['timestamp']) for name, data in topics.items()},
    'highest': float(max(position['alt'])),
    'lat': float(position['lat'][-1]), 'lon': float(position['lon'][-1]),
    'gps_lat': float(gps['latitude_deg'][-1]),
    'params': len(log.initial_parameters),
    'takeoff': float(log.initial_parameters['MIS_TAKEOFF_ALT']),
    'texts': [m.message for m in log.logged_messages],
    'dropouts': len(log.dropouts), 'corrupt': bool(log.file_corruption),
    'states': sorted(set(int(s) for s in topics['vehicle_status']['nav_state'])),
    'volts': float(topics['battery_status']['voltage_v'][0]),
    'seconds': (log.last_timestamp - log.start_timestamp) / 1e6,
}))";
    let (field, bytes) = flown(Manner::Px4);
    let Some(said) = judged("flight.ulg", &bytes, script) else {
        return;
    };
    assert_eq!(said["dropouts"], 0);
    assert_eq!(said["corrupt"], false);
    assert_eq!(said["takeoff"], 2.5);
    assert_eq!(
        said["params"].as_u64().unwrap() as usize,
        field.vehicle().asked().parameters().len()
    );
    let seconds = said["seconds"].as_f64().unwrap();
    let fixes = said["counts"]["vehicle_gps_position"].as_f64().unwrap();
    assert!(
        (fixes - seconds * 5.0).abs() < 3.0,
        "{fixes} in {seconds} s"
    );
    assert!((said["highest"].as_f64().unwrap() - 20.0).abs() < 2.0);
    near(&field, said["lat"].as_f64(), said["lon"].as_f64());
    assert!((20.0..26.0).contains(&said["volts"].as_f64().unwrap()));
    assert_eq!(said["states"], serde_json::json!([4, 17, 18]));
    let texts = said["texts"].to_string();
    for text in [
        "Armed by external command",
        "Takeoff detected",
        "Landing detected",
    ] {
        assert!(texts.contains(text), "{texts}");
    }
}

#[test]
fn pymavlink_reads_the_log_of_an_ardupilot_flight() {
    let script = "
import json, sys
from pymavlink import mavutil
log = mavutil.mavlink_connection(sys.argv[1])
counts, rows = {}, {}
while True:
    m = log.recv_match()
    if m is None: break
    counts[m.get_type()] = counts.get(m.get_type(), 0) + 1
    rows.setdefault(m.get_type(), []).append(m)
print(json.dumps({
    'counts': counts,
    'highest': max(m.RelHomeAlt for m in rows['POS']),
    'lat': rows['POS'][-1].Lat, 'lon': rows['POS'][-1].Lng,
    'modes': [m.ModeNum for m in rows['MODE']],
    'events': [m.Id for m in rows['EV']],
    'texts': [m.Message for m in rows['MSG']],
    'week': rows['GPS'][0].GWk, 'status': rows['GPS'][0].Status,
    'utc': rows['GPS'][0]._timestamp,
    'volts': rows['BAT'][0].Volt,
    'seconds': (rows['IMU'][-1].TimeUS - rows['IMU'][0].TimeUS) / 1e6,
    'rtl_alt': log.params.get('RTL_ALT'),
}))";
    let (field, bytes) = flown(Manner::ArduPilot);
    let Some(said) = judged("flight.bin", &bytes, script) else {
        return;
    };
    assert_eq!(said["rtl_alt"], 1500.0);
    assert_eq!(said["modes"], serde_json::json!([4, 9]));
    let parameters = said["counts"]["PARM"].as_u64().unwrap() as usize;
    assert_eq!(parameters, field.vehicle().asked().parameters().len());
    let seconds = said["seconds"].as_f64().unwrap();
    let readings = said["counts"]["IMU"].as_f64().unwrap();
    assert!(
        (readings - seconds * 25.0).abs() < 3.0,
        "{readings} in {seconds} s"
    );
    assert!((said["highest"].as_f64().unwrap() - 20.0).abs() < 2.0);
    near(&field, said["lat"].as_f64(), said["lon"].as_f64());
    let events = said["events"].to_string();
    assert_eq!(events, "[10,28,18,11]");
    let start = field.sky.scenario().start.as_micros() as f64 / 1e6;
    let utc = said["utc"].as_f64().unwrap() - start;
    assert!((0.0..120.0).contains(&utc), "{utc}");
    assert!(said["texts"].to_string().contains("Arming motors"));
}

/// The last logged position is the true one to the receiver's noise.
fn near(field: &Field, latitude: Option<f64>, longitude: Option<f64>) {
    let logged = missions::geodesy::Position::new(latitude.unwrap(), longitude.unwrap()).unwrap();
    let (truth, _) = field.vehicle().true_position();
    assert!(
        truth.distance_m(logged) < 2.0,
        "{}",
        truth.distance_m(logged)
    );
}
