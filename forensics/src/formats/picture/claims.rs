//! What the values of a picture come to: when, where, by which camera, which program wrote it last.

use std::borrow::Cow;

use missions::geodesy::Position;

use super::said::{coordinate, date_time, in_utc, number, offset_minutes};
use super::tiff::{self, Directory, Entry};
use super::xmp::{self, Property};
use super::{Reading, SAME_PLACE_M, contradiction};
use crate::defect::{DefectKind, Defects};
use crate::flight::{Identity, IdentityKind, LocalTime, Media, MediaKind, Trace, somewhere};
use crate::record::{Record, Sink, Value};
use missions::time::UtcTime;

/// The claims of one picture as they are gathered.
pub(super) struct Claims<'s> {
    sink: Option<Sink<'s>>,
    count: u64,
    exif: Place,
    xmp: Place,
    media: Media,
    times: Times,
    identities: Vec<Identity>,
}

/// A place as one of the two blocks states it.
#[derive(Default)]
struct Place {
    latitude_deg: Option<f64>,
    longitude_deg: Option<f64>,
    altitude_m: Option<f64>,
    is_south: bool,
    is_west: bool,
    is_below: bool,
    trace: Option<Trace>,
}

/// Times as they are spelt in several values.
#[derive(Default)]
struct Times {
    original: Option<LocalTime>,
    millis: Option<f64>,
    offset_min: Option<i64>,
    gps_date: Option<String>,
    gps_clock: Option<[f64; 3]>,
    exposed: Option<UtcTime>,
    first: Option<Trace>,
}

impl<'s> Claims<'s> {
    pub(super) const fn new(sink: Option<Sink<'s>>) -> Self {
        const NOWHERE: Place = Place {
            latitude_deg: None,
            longitude_deg: None,
            altitude_m: None,
            is_south: false,
            is_west: false,
            is_below: false,
            trace: None,
        };
        Self {
            sink,
            count: 0,
            exif: NOWHERE,
            xmp: NOWHERE,
            media: Media::new(MediaKind::Photo, Trace::new(0, 0)),
            times: Times {
                original: None,
                millis: None,
                offset_min: None,
                gps_date: None,
                gps_clock: None,
                exposed: None,
                first: None,
            },
            identities: Vec::new(),
        }
    }

    /// Takes the values of a TIFF.
    pub(super) fn exif(&mut self, bytes: &[u8], base: u64, defects: &mut Defects) {
        let mut has_packet = false;
        for entry in tiff::entries(bytes, base, defects) {
            let trace = self.next_trace(entry.offset);
            self.show_entry(&entry, trace);
            match entry.directory {
                Directory::Gps => self.gps(&entry, trace),
                Directory::Image | Directory::Exif => self.exposure(&entry, trace),
            }
            // A DNG carries its XMP in an entry of its first directory, and in one only.
            let is_packet = entry.tag == 0x02bc && entry.directory == Directory::Image;
            if is_packet && !has_packet {
                has_packet = true;
                self.xmp(entry.bytes, entry.offset, defects);
            }
        }
    }

    /// Takes the properties of an XMP packet.
    pub(super) fn xmp(&mut self, packet: &[u8], base: u64, defects: &mut Defects) {
        let (properties, is_damaged) = xmp::properties(packet);
        if is_damaged {
            let what = "the XMP packet is damaged: the properties that are whole were read";
            defects.add(DefectKind::Unreadable, base, packet.len() as u64, what);
        }
        for property in &properties {
            let trace = self.next_trace(base.saturating_add(property.at as u64));
            let value = xmp::plain(property.value);
            self.show("xmp", &property.name, Value::Text(value.as_bytes()), trace);
            self.property(property, &value, trace);
        }
    }

    const fn next_trace(&mut self, offset: u64) -> Trace {
        let trace = Trace::new(offset, self.count);
        self.count = self.count.saturating_add(1);
        trace
    }

    fn show_entry(&mut self, entry: &Entry<'_>, trace: Trace) {
        let kind = match entry.directory {
            Directory::Image => "image",
            Directory::Exif => "exif",
            Directory::Gps => "gps",
        };
        let name = format!("{:#06x}", entry.tag);
        let mut numbers = entry.numbers();
        let value = match (numbers.next(), numbers.next()) {
            (Some(only), None) if !entry.is_text() => Value::Double(only),
            _ if entry.is_text() => Value::Text(entry.text().unwrap_or_default()),
            _ => Value::Bytes(entry.bytes.get(..64).unwrap_or(entry.bytes)),
        };
        self.show(kind, &name, value, trace);
    }

    fn show(&mut self, kind: &str, name: &str, value: Value<'_>, trace: Trace) {
        let Some(sink) = &mut self.sink else {
            return;
        };
        sink(&Record {
            offset: trace.offset,
            number: trace.record,
            kind,
            names: &[Cow::Borrowed(name)],
            values: &[value],
        });
    }

    fn name(&mut self, kind: IdentityKind, text: &[u8], trace: Trace) {
        if let Some(identity) = Identity::stated(kind, text, trace) {
            identity.once(&mut self.identities);
        }
    }

    /// Tags of the first directory and of EXIF. Source: CIPA DC-008, sections 4.6.4 and 4.6.5.
    fn exposure(&mut self, entry: &Entry<'_>, trace: Trace) {
        let Some(text) = entry.text() else {
            return;
        };
        let kind = match entry.tag {
            0x010f => IdentityKind::Maker,
            0x0110 => IdentityKind::Product,
            0x0131 => IdentityKind::App,
            0x013b | 0xa430 => IdentityKind::PersonName,
            0xa431 | 0xc62f => IdentityKind::CameraSerial,
            tag => return self.times.exif(tag, &String::from_utf8_lossy(text), trace),
        };
        self.name(kind, text, trace);
    }

    /// Tags of the GPS directory. Source: CIPA DC-008, section 4.6.6.
    fn gps(&mut self, entry: &Entry<'_>, trace: Trace) {
        let mut numbers = entry.numbers();
        let mut degrees = || {
            let (degrees, minutes) = (numbers.next()?, numbers.next().unwrap_or(0.0));
            Some(degrees + minutes / 60.0 + numbers.next().unwrap_or(0.0) / 3600.0)
        };
        let letter = entry.bytes.first().copied();
        let place = &mut self.exif;
        match entry.tag {
            1 => place.is_south = letter == Some(b'S'),
            2 => (place.latitude_deg, place.trace) = (degrees(), Some(trace)),
            3 => place.is_west = letter == Some(b'W'),
            4 => place.longitude_deg = degrees(),
            5 => place.is_below = letter == Some(1),
            6 => place.altitude_m = degrees(),
            7 => {
                let clock = (numbers.next(), numbers.next(), numbers.next());
                if let (Some(hour), Some(minute), Some(second)) = clock {
                    self.times.gps_clock = Some([hour, minute, second]);
                }
            }
            0x1d => {
                let text = entry.text().map(String::from_utf8_lossy);
                self.times.gps_date = text.map(Cow::into_owned);
            }
            _ => {}
        }
    }

    /// The makers' properties, each by its own name; which prefix it has makes no difference.
    fn property(&mut self, property: &Property<'_>, value: &str, trace: Trace) {
        let name = property.name.as_str();
        let own = name.rsplit('/').next().unwrap_or(name);
        let own = own.rsplit(':').next().unwrap_or(own);
        let is_of_the_camera = name.contains("CameraOrientationNED") || name == "Camera:Yaw";
        match own {
            "GpsLatitude" | "GPSLatitude" | "Latitude" => {
                self.xmp.latitude_deg = coordinate(value);
                self.xmp.trace = Some(trace);
            }
            "GpsLongitude" | "GpsLongtitude" | "GPSLongitude" | "Longitude" => {
                self.xmp.longitude_deg = coordinate(value);
            }
            "AbsoluteAltitude" | "GPSAltitude" | "GpsAltitude" if !name.starts_with("exif:") => {
                self.xmp.altitude_m = number(value);
            }
            "RelativeAltitude" | "AboveHomeAltitude" => {
                self.media.height_above_home_m = number(value);
            }
            "GimbalYawDegree" | "GimbalYaw" | "CameraYawDegree" => {
                self.media.gimbal_yaw_deg = number(value);
            }
            "Yaw" if is_of_the_camera => self.media.gimbal_yaw_deg = number(value),
            "Yaw" if name.contains("VehicleOrientationNED") => {
                self.media.aircraft_yaw_deg = number(value);
            }
            "FlightYawDegree" | "DroneYawDegree" | "DroneYaw" => {
                self.media.aircraft_yaw_deg = number(value);
            }
            "UTCAtExposure" => {
                self.times.exposed = date_time(value).map(|(local, _)| local.taken_as_utc());
            }
            "DateTimeOriginal" => self.times.exif(0x9003, value, trace),
            _ => {
                if let Some(kind) = identity_of(name, own) {
                    self.name(kind, value.as_bytes(), trace);
                }
            }
        }
    }

    /// Puts everything together.
    pub(super) fn into_reading(self, reading: &mut Reading) {
        reading.records = self.count;
        reading.identities = self.identities;
        let (exif, xmp) = (self.exif.position(), self.xmp.position());
        if let Some((exif, xmp)) = exif.zip(xmp) {
            let distance_m = exif.distance_m(xmp);
            if distance_m > SAME_PLACE_M {
                let offset = self.xmp.trace.map_or(0, |trace| trace.offset);
                contradiction(reading, offset, distance_m);
            }
        }
        let trace = self.xmp.trace.filter(|_| xmp.is_some());
        let trace = trace.or(self.exif.trace.filter(|_| exif.is_some()));
        let mut media = self.media;
        media.position = xmp.or(exif);
        media.altitude_m = self.xmp.altitude_m.or_else(|| self.exif.altitude_m());
        media.utc = self.times.utc();
        media.local = self.times.local();
        media.trace = trace.or(self.times.first).unwrap_or_default();
        let says_when = media.utc.is_some() || media.local.is_some();
        if says_when || media.position.is_some() || media.gimbal_yaw_deg.is_some() {
            reading.media.push(media);
        }
    }
}

/// Which name or number a property is, by its name.
fn identity_of(name: &str, own: &str) -> Option<IdentityKind> {
    Some(match own {
        "DroneSerialNumber" | "VehicleSerialNumber" | "VehicleSerial" => {
            IdentityKind::AircraftSerial
        }
        "CameraSerialNumber" => IdentityKind::CameraSerial,
        "SerialNumber" if name.starts_with("drone-parrot:") => IdentityKind::AircraftSerial,
        "SerialNumber" if name.starts_with("aux:") => IdentityKind::CameraSerial,
        "DroneModel" | "ProductName" => IdentityKind::Product,
        "Make" if name.starts_with("tiff:") => IdentityKind::Maker,
        "Model" if name.starts_with("tiff:") => IdentityKind::Product,
        "CreatorTool" | "softwareAgent" => IdentityKind::App,
        _ => return None,
    })
}

impl Place {
    fn position(&self) -> Option<Position> {
        let turned = |degrees: f64, is_turned: bool| if is_turned { -degrees } else { degrees };
        let latitude = turned(self.latitude_deg?, self.is_south);
        let longitude = turned(self.longitude_deg?, self.is_west);
        somewhere(latitude, longitude)
    }

    fn altitude_m(&self) -> Option<f64> {
        let altitude_m = self.altitude_m.filter(|metres| metres.is_finite())?;
        Some(if self.is_below {
            -altitude_m
        } else {
            altitude_m
        })
    }
}

impl Times {
    fn exif(&mut self, tag: u16, text: &str, trace: Trace) {
        match tag {
            0x9003 => {
                let Some((local, offset)) = date_time(text) else {
                    return;
                };
                self.original.get_or_insert(local);
                self.offset_min = self.offset_min.or(offset);
                self.first.get_or_insert(trace);
            }
            0x9011 => self.offset_min = offset_minutes(text),
            0x9291 => self.millis = number(&format!("0.{}", text.trim())),
            _ => {}
        }
    }

    fn local(&self) -> Option<LocalTime> {
        let micros = (self.millis.unwrap_or(0.0) * 1e6).round() as i64;
        let original = self.original?.taken_as_utc().as_micros();
        let time = UtcTime::from_micros(original.saturating_add(micros));
        Some(LocalTime::as_if_utc(time))
    }

    /// The exposure's own UTC, else the satellites', else local time with its offset.
    fn utc(&self) -> Option<UtcTime> {
        let zoned = || Some(in_utc(self.local()?, self.offset_min?));
        self.exposed.or_else(|| self.satellites()).or_else(zoned)
    }

    fn satellites(&self) -> Option<UtcTime> {
        let midnight = format!("{} 00:00:00", self.gps_date.as_deref()?.trim());
        let (midnight, _) = date_time(&midnight)?;
        let [hour, minute, second] = self.gps_clock?;
        let seconds = hour * 3600.0 + minute * 60.0 + second;
        let day = (0.0..86_400.0).contains(&seconds).then_some(seconds)?;
        let micros = midnight.taken_as_utc().as_micros();
        Some(UtcTime::from_micros(
            micros.saturating_add((day * 1e6) as i64),
        ))
    }
}
