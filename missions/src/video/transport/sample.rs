//! A small maker of transport streams, for tests. It knows nothing of the reader.

/// Bytes of a packet.
pub(crate) const SIZE: usize = 188;
/// Where the program map is.
pub(crate) const MAP: u16 = 0x100;
/// Pictures.
pub(crate) const VIDEO: u16 = 0x101;
/// KLV in private data.
pub(crate) const ASYNCHRONOUS: u16 = 0x102;
/// KLV in cells.
pub(crate) const SYNCHRONOUS: u16 = 0x103;

/// A transport stream that is being made.
#[derive(Debug)]
pub(crate) struct Maker {
    /// All of it.
    pub(crate) bytes: Vec<u8>,
    counters: std::collections::BTreeMap<u16, u8>,
}

impl Maker {
    /// A stream with its tables: one program with video and both kinds of KLV.
    pub(crate) fn new() -> Self {
        let mut maker = Self {
            bytes: Vec::new(),
            counters: std::collections::BTreeMap::new(),
        };
        maker.tables();
        maker
    }

    /// The tables again.
    pub(crate) fn tables(&mut self) {
        self.section(0, &section(0, &[0, 1, 0xe0 | (MAP >> 8) as u8, MAP as u8]));
        let stream = |kind: u8, pid: u16, described: &[u8]| {
            let head = [
                kind,
                0xe0 | (pid >> 8) as u8,
                pid as u8,
                0xf0,
                described.len() as u8,
            ];
            [&head[..], described].concat()
        };
        let clock = [0xe0 | (VIDEO >> 8) as u8, VIDEO as u8, 0xf0, 0];
        let map = [
            &clock[..],
            &stream(0x1b, VIDEO, &[]),
            &stream(0x06, ASYNCHRONOUS, b"\x05\x04KLVA"),
            &stream(0x15, SYNCHRONOUS, b"\x26\x09\x01\x00\xffKLVA\x00\x0f"),
        ]
        .concat();
        self.section(MAP, &section(2, &map));
    }

    /// A picture of so many bytes.
    pub(crate) fn picture(&mut self, pts: u64, size: usize) {
        // The length is not said, as it mostly is with video.
        let mut pes = vec![0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 5];
        pes.extend(time(pts));
        pes.resize(pes.len() + size, 0xaa);
        self.unit(VIDEO, &pes);
    }

    /// KLV in private data; without a time where none is said.
    pub(crate) fn asynchronous(&mut self, pts: Option<u64>, klv: &[u8]) {
        self.pes(ASYNCHRONOUS, 0xbd, pts, klv);
    }

    /// KLV in one whole cell.
    pub(crate) fn synchronous(&mut self, pts: u64, sequence: u8, klv: &[u8]) {
        self.part(pts, sequence, 3, klv);
    }

    /// A cell: 3 whole, 2 the first part, 0 one between, 1 the last.
    pub(crate) fn part(&mut self, pts: u64, sequence: u8, fragment: u8, klv: &[u8]) {
        let size = (klv.len() as u16).to_be_bytes();
        let head = [0, sequence, fragment << 6 | 0x1f, size[0], size[1]];
        self.pes(SYNCHRONOUS, 0xfc, Some(pts), &[&head[..], klv].concat());
    }

    fn pes(&mut self, pid: u16, id: u8, pts: Option<u64>, payload: &[u8]) {
        let optional = pts.map_or(Vec::new(), |pts| time(pts).to_vec());
        let flags = if pts.is_some() { 0x80 } else { 0 };
        let size = (3 + optional.len() + payload.len()) as u16;
        let [high, low] = size.to_be_bytes();
        let head = [0, 0, 1, id, high, low, 0x84, flags, optional.len() as u8];
        self.unit(pid, &[&head[..], &optional, payload].concat());
    }

    fn section(&mut self, pid: u16, section: &[u8]) {
        self.unit(pid, &[&[0][..], section].concat());
    }

    /// A unit in as many packets as it needs; the last is filled by its adaptation field.
    pub(crate) fn unit(&mut self, pid: u16, unit: &[u8]) {
        for (index, part) in unit.chunks(SIZE - 4).enumerate() {
            let counter = self.counters.entry(pid).or_default();
            let start = if index == 0 { 0x40 } else { 0 };
            let fill = SIZE - 4 - part.len();
            let kind = if fill > 0 { 0x30 } else { 0x10 };
            let head = [0x47, start | (pid >> 8) as u8, pid as u8, kind | *counter];
            *counter = (*counter + 1) % 16;
            self.bytes.extend(head);
            if fill > 0 {
                self.bytes.push(fill as u8 - 1);
            }
            if fill > 1 {
                self.bytes.push(0);
                self.bytes.extend(std::iter::repeat_n(0xff, fill - 2));
            }
            self.bytes.extend(part);
        }
    }
}

/// A section of a table: header, body and checksum.
fn section(table: u8, body: &[u8]) -> Vec<u8> {
    let [high, low] = (body.len() as u16 + 9).to_be_bytes();
    let mut section = vec![table, 0xb0 | high, low, 0, 1, 0xc1, 0, 0];
    section.extend(body);
    let sum = checksum(&section);
    section.extend(sum.to_be_bytes());
    section
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for bit in bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
    {
        let carry = crc >> 31 != u32::from(bit);
        crc = crc << 1 ^ if carry { 0x04c1_1db7 } else { 0 };
    }
    crc
}

/// A time with its marks.
fn time(pts: u64) -> [u8; 5] {
    [
        0x21 | (pts >> 29 & 0x0e) as u8,
        (pts >> 22) as u8,
        (pts >> 14) as u8 | 1,
        (pts >> 7) as u8,
        (pts << 1) as u8 | 1,
    ]
}
