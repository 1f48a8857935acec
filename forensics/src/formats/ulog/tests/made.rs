//! A log made of a few messages: a receiver, a state and a noise topic, five times a second.

/// A made log.
pub(super) struct Made {
    pub bytes: Vec<u8>,
    /// Where the first data message begins.
    pub data_begins: usize,
    ends: Vec<usize>,
    gps: Vec<usize>,
}

const GPS: &str = "vehicle_gps_position:uint64_t timestamp;uint64_t time_utc_usec;int32_t lat;int32_t lon;\
    int32_t alt;float eph;uint8_t fix_type;uint8_t satellites_used;uint8_t[6] _padding0;";
const STATUS: &str = "vehicle_status:uint64_t timestamp;uint8_t nav_state;uint8_t arming_state;bool failsafe;\
    uint8_t system_id;uint8_t[4] _padding0;";
const HOME: &str =
    "home_position:uint64_t timestamp;double lat;double lon;float alt;uint8_t[4] _padding0;";
const NOISE: &str = "sensor_noise:uint64_t timestamp;float[5] x;uint32_t n;";

const BEGAN_US: u64 = 10_000_000;
const UTC_US: u64 = 1_767_323_045_000_000;

impl Made {
    fn empty(flags: [u8; 40]) -> Self {
        let mut bytes = b"ULog\x01\x12\x35\x01".to_vec();
        bytes.extend(BEGAN_US.to_le_bytes());
        let mut made = Self {
            bytes,
            data_begins: 0,
            ends: Vec::new(),
            gps: Vec::new(),
        };
        made.message(b'B', &flags);
        made
    }

    fn message(&mut self, kind: u8, body: &[u8]) {
        self.bytes.extend((body.len() as u16).to_le_bytes());
        self.bytes.push(kind);
        self.bytes.extend(body);
    }

    fn data(&mut self, id: u16, body: &[u8]) {
        let body = [&id.to_le_bytes()[..], body].concat();
        self.message(b'D', &body);
        self.ends.push(self.bytes.len());
    }

    fn key(&mut self, kind: u8, key: &str, value: &[u8]) {
        let body = [&[key.len() as u8][..], key.as_bytes(), value].concat();
        self.message(kind, &body);
    }

    fn definitions(&mut self) {
        self.key(b'I', "char[3] sys_name", b"PX4");
        self.key(
            b'I',
            "uint32_t ver_sw_release",
            &0x010e_03ff_u32.to_le_bytes(),
        );
        for format in [GPS, STATUS, HOME, NOISE] {
            self.message(b'F', format.as_bytes());
        }
        self.key(b'P', "int32_t MAV_SYS_ID", &7_i32.to_le_bytes());
        for (id, format) in (0_u16..).zip([GPS, STATUS, HOME, NOISE]) {
            let name = format.split(':').next().unwrap();
            let body = [&[0], &id.to_le_bytes()[..], name.as_bytes()].concat();
            self.message(b'A', &body);
        }
        self.data_begins = self.bytes.len();
    }

    /// So many fixes, a fifth of a second and a metre up each.
    pub(super) fn flight(fixes: u32) -> Self {
        let mut made = Self::empty([0; 40]);
        made.definitions();
        for number in 0..fixes {
            made.fix(number);
            made.status(number);
            if number == 0 {
                made.home();
            }
            if number == 2 {
                let said = [
                    &[b'6'][..],
                    &BEGAN_US.to_le_bytes(),
                    b"[commander] Takeoff detected",
                ];
                made.message(b'L', &said.concat());
            }
            made.noise(number);
        }
        made
    }

    /// Three records, and behind a message that a crash had cut, information.
    pub(super) fn appended() -> Self {
        let mut made = Self::empty([0; 40]);
        made.definitions();
        made.fix(0);
        made.status(0);
        made.noise(0);
        let whole = made.bytes.len();
        made.noise(1);
        made.bytes.truncate(whole + 9);
        let appended = made.bytes.len() as u64;
        made.bytes[19 + 8] = 1;
        made.bytes[19 + 16..19 + 24].copy_from_slice(&appended.to_le_bytes());
        made.key(b'I', "char[1] later", b"x");
        made
    }

    fn time(number: u32) -> u64 {
        BEGAN_US + u64::from(number) * 200_000
    }

    fn fix(&mut self, number: u32) {
        let at = Self::time(number);
        self.gps.push(self.bytes.len());
        let e7 = [
            519_500_000 + number as i32 * 20,
            40_500_000,
            3000 + number as i32 * 1000,
        ];
        let body = [
            &at.to_le_bytes()[..],
            &(UTC_US + at - BEGAN_US).to_le_bytes(),
            &e7.map(i32::to_le_bytes).concat(),
            &0.8_f32.to_le_bytes(),
            &[3, 14],
        ];
        self.data(0, &body.concat());
    }

    fn status(&mut self, number: u32) {
        let mode = if number < 3 { 4 } else { 3 };
        let body = [&Self::time(number).to_le_bytes()[..], &[mode, 2, 0, 7]];
        self.data(1, &body.concat());
    }

    fn home(&mut self) {
        let body = [
            &Self::time(0).to_le_bytes()[..],
            &51.95_f64.to_le_bytes(),
            &4.05_f64.to_le_bytes(),
            &3.0_f32.to_le_bytes(),
        ];
        self.data(2, &body.concat());
    }

    fn noise(&mut self, number: u32) {
        let random = number.wrapping_mul(2_654_435_761);
        let body = [
            &Self::time(number).to_le_bytes()[..],
            &[0.1_f32, -0.2, 0.3, 1.5, random as f32]
                .map(f32::to_le_bytes)
                .concat(),
            &random.to_le_bytes(),
        ];
        self.data(3, &body.concat());
    }

    /// One past the last byte of every record.
    pub(super) fn ends(&self) -> Vec<usize> {
        self.ends.clone()
    }

    /// Where a fix's latitude stands.
    pub(super) fn gps_latitude(&self, number: usize) -> usize {
        self.gps[number] + 5 + 16
    }
}
