//! Logs made of a few messages.

/// A made log.
pub(super) struct Made {
    pub bytes: Vec<u8>,
    /// How many messages it has.
    pub messages: usize,
    /// One past the last byte of every message.
    pub ends: Vec<usize>,
    /// Where the first message that is no `FMT` begins.
    pub data_begins: usize,
    gps: Vec<usize>,
}

const KINDS: [(u8, &str, &str, &str); 9] = [
    (128, "FMT", "BBnNZ", "Type,Length,Name,Format,Columns"),
    (
        1,
        "GPS",
        "QBBIHBcLLeffffB",
        "TimeUS,I,Status,GMS,GWk,NSats,HDop,Lat,Lng,Alt,Spd,GCrs,VZ,Yaw,U",
    ),
    (2, "ORGN", "QBLLe", "TimeUS,Type,Lat,Lng,Alt"),
    (3, "MODE", "QMBB", "TimeUS,Mode,ModeNum,Rsn"),
    (4, "EV", "QB", "TimeUS,Id"),
    (5, "MSG", "QZ", "TimeUS,Message"),
    (6, "PARM", "QNf", "TimeUS,Name,Value"),
    (
        7,
        "CAM",
        "QIHLLeeeccC",
        "TimeUS,GPSTime,GPSWeek,Lat,Lng,Alt,RelAlt,GPSAlt,Roll,Pitch,Yaw",
    ),
    (8, "NOIS", "Qffff", "TimeUS,A,B,C,D"),
];

const KINDS_2014: [(u8, &str, &str, &str); 4] = [
    (128, "FMT", "BBnNZ", "Type,Length,Name,Format,Columns"),
    (
        1,
        "GPS",
        "BIHBcLLeeEefI",
        "Status,TimeMS,Week,NSats,HDop,Lat,Lng,RelAlt,Alt,Spd,GCrs,VZ,T",
    ),
    (
        2,
        "CURR",
        "IhIhhhf",
        "TimeMS,ThrOut,ThrInt,Volt,Curr,Vcc,CurrTot",
    ),
    (3, "MSG", "Z", "Message"),
];

const BEGAN_US: u64 = 10_000_000;
const LATITUDE: i32 = 519_500_000;
const LONGITUDE: i32 = 40_500_000;

fn padded(text: &str, size: usize) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize(size, 0);
    bytes
}

impl Made {
    fn with(kinds: &[(u8, &str, &str, &str)]) -> Self {
        let mut made = Self {
            bytes: Vec::new(),
            messages: 0,
            ends: Vec::new(),
            data_begins: 0,
            gps: Vec::new(),
        };
        for (kind, name, letters, columns) in kinds {
            let length: usize = letters
                .bytes()
                .map(|letter| match letter {
                    b'B' | b'M' => 1,
                    b'h' | b'H' | b'c' | b'C' => 2,
                    b'Q' => 8,
                    b'N' => 16,
                    b'Z' => 64,
                    _ => 4,
                })
                .sum();
            let body = [
                vec![*kind, length as u8 + 3],
                padded(name, 4),
                padded(letters, 16),
                padded(columns, 64),
            ];
            made.message(128, &body.concat());
        }
        made.data_begins = made.bytes.len();
        made
    }

    fn message(&mut self, kind: u8, body: &[u8]) {
        self.bytes.extend([0xa3, 0x95, kind]);
        self.bytes.extend(body);
        self.ends.push(self.bytes.len());
        self.messages += 1;
    }

    fn timed(&mut self, kind: u8, at_us: u64, body: &[&[u8]]) {
        let body = [&at_us.to_le_bytes()[..], &body.concat()].concat();
        self.message(kind, &body);
    }

    /// So many fixes, a fifth of a second and a metre up each.
    pub(super) fn flight(fixes: u32) -> Self {
        let mut made = Self::with(&KINDS);
        for text in [
            "ArduCopter V4.3.6 (0c5e999c)",
            "Pixhawk1 00310019 3138510E 35363631",
        ] {
            made.timed(5, BEGAN_US, &[&padded(text, 64)]);
        }
        made.timed(
            6,
            BEGAN_US,
            &[&padded("SYSID_THISMAV", 16), &7_f32.to_le_bytes()],
        );
        made.timed(3, BEGAN_US, &[&[3, 3, 1]]);
        let place = [LATITUDE.to_le_bytes(), LONGITUDE.to_le_bytes()].concat();
        made.timed(2, BEGAN_US, &[&[1], &place, &300_i32.to_le_bytes()]);
        made.timed(4, BEGAN_US, &[&[10]]);
        made.timed(4, BEGAN_US, &[&[28]]);
        for number in 0..fixes {
            made.fix(number);
            let random = number.wrapping_mul(2_654_435_761) as f32;
            let noise = [0.5_f32, -1.5, random, 3.25].map(f32::to_le_bytes).concat();
            made.timed(8, BEGAN_US + u64::from(number) * 200_000, &[&noise]);
        }
        let at = BEGAN_US + u64::from(fixes) * 200_000;
        made.timed(4, at, &[&[47]]);
        let week = [&481_465_600_u32.to_le_bytes()[..], &2347_u16.to_le_bytes()].concat();
        made.timed(7, at, &[&week, &place, &[0; 18]]);
        made
    }

    fn fix(&mut self, number: u32) {
        let at = BEGAN_US + u64::from(number) * 200_000;
        self.gps.push(self.bytes.len());
        let body: [&[u8]; 7] = [
            &[0, 3],
            &(481_465_600 + number * 200).to_le_bytes(),
            &2347_u16.to_le_bytes(),
            &[14, 80, 0],
            &[
                LATITUDE + number as i32 * 20,
                LONGITUDE,
                300 + number as i32 * 100,
            ]
            .map(i32::to_le_bytes)
            .concat(),
            &[1.0_f32, 0.0, -5.0, 0.0].map(f32::to_le_bytes).concat(),
            &[1],
        ];
        self.timed(1, at, &body);
    }

    /// Five fixes as ArduCopter 3.1 wrote them.
    pub(super) fn of_2014() -> Self {
        let mut made = Self::with(&KINDS_2014);
        made.message(3, &padded("ArduCopter V3.1.5 (3c57e771)", 64));
        for number in 0..5_u32 {
            let body: [&[u8]; 6] = [
                &[3],
                &(135_866_000 + number * 200).to_le_bytes(),
                &1824_u16.to_le_bytes(),
                &[9, 150, 0],
                &[
                    LATITUDE + number as i32 * 20,
                    LONGITUDE,
                    1200,
                    30_000,
                    100,
                    0,
                    0,
                ]
                .map(i32::to_le_bytes)
                .concat(),
                &(100_000 + number * 200).to_le_bytes(),
            ];
            made.message(1, &body.concat());
            let current = [
                &(100_100 + number * 200).to_le_bytes()[..],
                &450_i16.to_le_bytes(),
                &0_u32.to_le_bytes(),
                &[1260_i16, 1500, 5000].map(i16::to_le_bytes).concat(),
                &0.0_f32.to_le_bytes(),
            ];
            made.message(2, &current.concat());
        }
        made
    }

    /// Where a fix's latitude stands.
    pub(super) fn latitude(&self, number: usize) -> usize {
        self.gps[number] + 3 + 8 + 2 + 4 + 2 + 3
    }
}
