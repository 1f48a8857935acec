//! Small pictures made here: what they say is read, and what is done to them does no harm.

use super::*;
use crate::flight::{IdentityKind, identities_json};

/// Tag, type, count and values of an entry.
type Entry = (u16, u16, u32, Vec<u8>);

/// A TIFF in either order of bytes: entries of three directories, values behind them.
struct Made {
    is_big: bool,
    directories: [Vec<Entry>; 3],
}

impl Made {
    fn new(is_big: bool) -> Self {
        Self {
            is_big,
            directories: [Vec::new(), Vec::new(), Vec::new()],
        }
    }

    fn u16(&self, number: u16) -> Vec<u8> {
        if self.is_big {
            number.to_be_bytes().into()
        } else {
            number.to_le_bytes().into()
        }
    }

    fn u32(&self, number: u32) -> Vec<u8> {
        if self.is_big {
            number.to_be_bytes().into()
        } else {
            number.to_le_bytes().into()
        }
    }

    fn text(mut self, directory: usize, tag: u16, text: &str) -> Self {
        let bytes = [text.as_bytes(), b"\0"].concat();
        let count = bytes.len() as u32;
        self.directories[directory].push((tag, 2, count, bytes));
        self
    }

    fn fractions(mut self, directory: usize, tag: u16, fractions: &[(u32, u32)]) -> Self {
        let bytes = fractions
            .iter()
            .flat_map(|(above, below)| [self.u32(*above), self.u32(*below)].concat())
            .collect();
        self.directories[directory].push((tag, 5, fractions.len() as u32, bytes));
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut directories = self.directories.clone();
        let sizes: Vec<usize> = [2, 0, 0]
            .iter()
            .zip(&directories)
            .map(|(more, entries)| 6 + 12 * (entries.len() + more))
            .collect();
        let exif_at = 8 + sizes[0];
        let gps_at = exif_at + sizes[1];
        directories[0].push((0x8769, 4, 1, self.u32(exif_at as u32)));
        directories[0].push((0x8825, 4, 1, self.u32(gps_at as u32)));
        let mut values_at = gps_at + sizes[2];
        let mut out: Vec<u8> = if self.is_big {
            b"MM\0*".into()
        } else {
            b"II*\0".into()
        };
        out.extend(self.u32(8));
        let mut values: Vec<u8> = Vec::new();
        for entries in &directories {
            out.extend(self.u16(entries.len() as u16));
            for (tag, kind, count, bytes) in entries {
                out.extend([self.u16(*tag), self.u16(*kind), self.u32(*count)].concat());
                if bytes.len() <= 4 {
                    let mut inline = bytes.clone();
                    inline.resize(4, 0);
                    out.extend(inline);
                } else {
                    out.extend(self.u32(values_at as u32));
                    values_at += bytes.len();
                    values.extend(bytes);
                }
            }
            out.extend(self.u32(0));
        }
        out.extend(values);
        out
    }
}

fn of_a_flight(is_big: bool) -> Vec<u8> {
    Made::new(is_big)
        .text(0, 0x010f, "DJI")
        .text(0, 0x0110, "FC220")
        .text(1, 0x9003, "2021:05:28 10:33:46")
        .text(1, 0x9291, "25")
        .text(1, 0xa431, "1W9DH8R000003K")
        .text(2, 1, "S")
        .fractions(2, 2, &[(34, 1), (30, 1), (36, 1)])
        .text(2, 3, "W")
        .fractions(2, 4, &[(58, 1), (30, 1), (0, 1)])
        .fractions(2, 6, &[(2214, 10)])
        .fractions(2, 7, &[(13, 1), (33, 1), (46, 1)])
        .text(2, 0x1d, "2021:05:28")
        .bytes()
}

fn segment(marker: u8, mark: &[u8], content: &[u8]) -> Vec<u8> {
    let length = (mark.len() + content.len() + 2) as u16;
    [&[0xff, marker], &length.to_be_bytes()[..], mark, content].concat()
}

fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
    let scan = [
        &segment(0xda, b"", &[0; 6])[..],
        &[1, 2, 0xff, 0, 3, 0xff, 0xd9],
    ]
    .concat();
    [&[0xff, 0xd8][..], &segments.concat(), &scan].concat()
}

fn reading(bytes: &[u8]) -> Reading {
    assert!(recognise(bytes));
    read(bytes, Aids::default(), None)
}

const XMP_MARK: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const DJI_XMP: &str = "<x:xmpmeta><rdf:RDF><rdf:Description drone-dji:GpsLatitude=\"-34.51\"\n\
    drone-dji:GpsLongtitude=\"-58.5\" drone-dji:AbsoluteAltitude=\"+221.4\"\n\
    drone-dji:RelativeAltitude=\"+16.508\" drone-dji:GimbalYawDegree=\"+32.50\"\n\
    drone-dji:FlightYawDegree=\"-30.3\" drone-dji:DroneSerialNumber=\"1581F5\"/>\
    </rdf:RDF></x:xmpmeta>";

#[test]
fn what_exif_says_is_read_in_either_order_of_bytes() {
    for is_big in [false, true] {
        let picture = jpeg(&[segment(0xe1, b"Exif\0\0", &of_a_flight(is_big))]);
        let reading = reading(&picture);
        assert_eq!(reading.defects.count(), 0);
        let media = &reading.media[0];
        assert_eq!(media.position.map(<[f64; 2]>::from), Some([-34.51, -58.5]));
        assert_eq!(media.altitude_m, Some(221.4));
        assert_eq!(media.local.unwrap().to_string(), "2021-05-28T10:33:46.250");
        assert_eq!(media.utc.unwrap().to_string(), "2021-05-28T13:33:46.000Z");
        let names = identities_json(&reading.identities);
        assert_eq!(names["maker"], "DJI");
        assert_eq!(names["product"], "FC220");
        assert_eq!(names["camera_serial"], "1W9DH8R000003K");
        let serial = reading
            .identities
            .iter()
            .find(|i| i.kind == IdentityKind::CameraSerial);
        let at = serial.unwrap().trace.offset as usize;
        let tag = if is_big { [0xa4, 0x31] } else { [0x31, 0xa4] };
        assert_eq!(picture[at..at + 2], tag, "a value is traced to its entry");
    }
}

#[test]
fn what_the_maker_says_in_xmp_goes_before_exif_and_is_traced_to_its_text() {
    let picture = jpeg(&[
        segment(0xe1, b"Exif\0\0", &of_a_flight(false)),
        segment(0xe1, XMP_MARK, DJI_XMP.as_bytes()),
    ]);
    let reading = reading(&picture);
    let media = &reading.media[0];
    assert_eq!(media.height_above_home_m, Some(16.508));
    assert_eq!(media.gimbal_yaw_deg, Some(32.5));
    assert_eq!(media.aircraft_yaw_deg, Some(-30.3));
    assert!(picture[media.trace.offset as usize..].starts_with(b"-34.51"));
    assert_eq!(
        identities_json(&reading.identities)["aircraft_serial"],
        "1581F5"
    );
}

#[test]
fn other_makers_have_other_names_for_the_same() {
    let check = |xmp: &str, gimbal: f64, aircraft: Option<f64>, height: Option<f64>| {
        let reading = reading(&jpeg(&[segment(0xe1, XMP_MARK, xmp.as_bytes())]));
        let media = &reading.media[0];
        let read = (
            media.gimbal_yaw_deg,
            media.aircraft_yaw_deg,
            media.height_above_home_m,
        );
        assert_eq!(read, (Some(gimbal), aircraft, height), "{xmp}");
    };
    check(
        "<a drone-yuneec:AboveHomeAltitude=\"69.84\" drone-yuneec:DroneYaw=\"93.94\" \
         drone-yuneec:GimbalYaw=\"92.68\"/>",
        92.68,
        Some(93.94),
        Some(69.84),
    );
    check(
        "<a><drone-parrot:CameraYawDegree>-12.5</drone-parrot:CameraYawDegree>\
         <drone-parrot:DroneYawDegree>7</drone-parrot:DroneYawDegree></a>",
        -12.5,
        Some(7.0),
        None,
    );
    check(
        "<a><drone-skydio:CameraOrientationNED rdf:parseType=\"Resource\"><drone-skydio:Yaw>146.5\
         </drone-skydio:Yaw></drone-skydio:CameraOrientationNED></a>",
        146.5,
        None,
        None,
    );
    check(
        "<a Camera:Yaw=\"15\" drone:RelativeAltitude=\"3\"/>",
        15.0,
        None,
        Some(3.0),
    );
}

#[test]
fn two_places_in_one_picture_contradict_each_other() {
    let elsewhere = DJI_XMP.replace("-34.51", "-34.61");
    let picture = jpeg(&[
        segment(0xe1, b"Exif\0\0", &of_a_flight(false)),
        segment(0xe1, XMP_MARK, elsewhere.as_bytes()),
    ]);
    let reading = reading(&picture);
    assert_eq!(reading.defects.kept()[0].kind, DefectKind::Contradiction);
}

#[test]
fn a_picture_that_says_nothing_makes_no_claims() {
    let reading = reading(&jpeg(&[]));
    assert_eq!((reading.records, reading.media.len()), (0, 0));
    assert_eq!(reading.defects.count(), 0);
    for nothing in [
        &b""[..],
        b"\xff\xd8",
        b"II*\0",
        b"II*\0\xff\xff\xff\xff",
        b"GIF89a",
    ] {
        assert!(!recognise(nothing));
    }
}

#[test]
fn a_tiff_of_its_own_is_read_as_exif_is() {
    let reading = reading(&of_a_flight(true));
    assert_eq!(reading.version.as_deref(), Some("TIFF"));
    assert!(reading.media[0].position.is_some());
}

#[test]
fn a_picture_cut_at_any_byte_says_so_and_is_read_without_a_panic() {
    let picture = jpeg(&[
        segment(0xe1, b"Exif\0\0", &of_a_flight(false)),
        segment(0xe1, XMP_MARK, DJI_XMP.as_bytes()),
    ]);
    for cut in 3..picture.len() {
        let reading = reading(&picture[..cut]);
        assert!(reading.defects.is_damage(), "{cut}");
    }
}

#[test]
fn a_picture_with_any_byte_turned_is_read_without_a_panic() {
    let picture = jpeg(&[
        segment(0xe1, b"Exif\0\0", &of_a_flight(false)),
        segment(0xe1, XMP_MARK, DJI_XMP.as_bytes()),
    ]);
    for at in 3..picture.len() {
        for turn in [0x01, 0x80, 0xff] {
            let mut turned = picture.clone();
            turned[at] ^= turn;
            drop(reading(&turned));
        }
    }
}

#[test]
fn directories_that_lead_to_each_other_and_claim_everything_end() {
    let mut tiff = of_a_flight(false);
    // The place of the first directory is the place of its own EXIF directory.
    let exif = tiff
        .windows(2)
        .position(|pair| pair == [0x69, 0x87])
        .unwrap();
    tiff[exif + 8..exif + 12].copy_from_slice(&8u32.to_le_bytes());
    drop(reading(&tiff));
    tiff[8..10].copy_from_slice(&u16::MAX.to_le_bytes());
    assert!(reading(&tiff).defects.is_damage());
}
