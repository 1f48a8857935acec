//! A made database of one table, and the real one.

use super::*;
use crate::flight::MediaKind;
use crate::formats::truth;

/// Two pages of 512 bytes: the schema, and a table of two rows.
fn database() -> Vec<u8> {
    let sql = b"CREATE TABLE m(ID INTEGER PRIMARY KEY, file_name TEXT, lat REAL, lon REAL)";
    // Seven bytes of lengths: the texts "table", "m", "m", a small number, and the SQL (in two).
    let length = 13 + 2 * sql.len();
    let mut schema = vec![
        7,
        23,
        15,
        15,
        1,
        0x80 | (length >> 7) as u8,
        length as u8 & 0x7F,
    ];
    schema.extend(b"tablemm\x02");
    schema.extend(sql);
    let mut bytes = page(&[(1, schema)], 100);
    bytes[..16].copy_from_slice(MAGIC);
    bytes[16..18].copy_from_slice(&512_u16.to_be_bytes());
    bytes[28..32].copy_from_slice(&2_u32.to_be_bytes());
    let rows = [
        (1, row(b"DJI_20251012104953_0001_D.MP4", 51.95, 4.05)),
        (2, row(b"IMG.JPG", 0.0, 0.0)),
    ];
    bytes.extend(page(&rows, 0));
    bytes
}

/// A row of the table: its number is stored as nothing.
fn row(name: &[u8], lat: f64, lon: f64) -> Vec<u8> {
    let mut row = vec![5, 0, 13 + 2 * name.len() as u8, 7, 7];
    row.extend(name);
    row.extend(lat.to_be_bytes());
    row.extend(lon.to_be_bytes());
    row
}

/// The database with a page that lists free ones, and a free one that still has a row.
fn with_a_freed_row() -> Vec<u8> {
    let mut bytes = database();
    bytes[28..32].copy_from_slice(&4_u32.to_be_bytes());
    bytes[32..36].copy_from_slice(&3_u32.to_be_bytes());
    let mut trunk = [0_u32, 1, 4].map(u32::to_be_bytes).concat();
    trunk.resize(512, 0);
    bytes.extend(trunk);
    bytes.extend(page(&[(3, row(b"gone.jpg", 51.95, 4.05))], 0));
    bytes
}

/// A leaf with cells at its end.
fn page(cells: &[(u8, Vec<u8>)], header: usize) -> Vec<u8> {
    let mut page = vec![0; 512];
    page[header] = 0x0D;
    page[header + 4] = cells.len() as u8;
    let mut end = 512;
    for (n, (rowid, body)) in cells.iter().enumerate() {
        let mut cell = vec![
            0x80 | (body.len() >> 7) as u8,
            body.len() as u8 & 0x7F,
            *rowid,
        ];
        cell.extend(body);
        end -= cell.len();
        page[end..end + cell.len()].copy_from_slice(&cell);
        page[header + 8 + 2 * n..][..2].copy_from_slice(&(end as u16).to_be_bytes());
    }
    page
}

fn reading(bytes: &[u8]) -> Reading {
    read(bytes, Aids::default(), None)
}

#[test]
fn a_list_of_media_says_what_was_taken_where() {
    let bytes = database();
    assert!(recognise(&bytes));
    let mut rows = Vec::new();
    let mut sink = |record: &Record<'_>| {
        rows.push((
            record.kind.to_owned(),
            record.value("ID").and_then(Value::number),
        ));
    };
    let reading = read(&bytes, Aids::default(), Some(&mut sink));
    assert_eq!(
        rows,
        [("m".to_owned(), Some(1.0)), ("m".to_owned(), Some(2.0))]
    );
    assert_eq!((reading.records, reading.defects.count()), (2, 0));
    let [video, photo] = &*reading.media else {
        panic!("{:?}", reading.media)
    };
    assert_eq!(
        (video.kind, photo.kind),
        (MediaKind::Video, MediaKind::Photo)
    );
    assert_eq!(video.local.unwrap().to_string(), "2025-10-12T10:49:53.000");
    assert_eq!(video.position.map(<[f64; 2]>::from), Some([51.95, 4.05]));
    assert_eq!(photo.position, None);
}

#[test]
fn a_row_in_a_freed_page_is_a_raw_record_that_is_not_counted() {
    let bytes = with_a_freed_row();
    let mut names = Vec::new();
    let mut sink = |record: &Record<'_>| {
        names.push(record.value("file_name").unwrap().to_string());
    };
    let reading = read(&bytes, Aids::default(), Some(&mut sink));
    assert_eq!(
        names,
        ["DJI_20251012104953_0001_D.MP4", "IMG.JPG", "gone.jpg"]
    );
    assert_eq!((reading.records, reading.defects.count()), (2, 0));
    assert_eq!(reading.media[2].name.as_deref(), Some("gone.jpg"));
}

#[test]
fn a_page_that_two_refer_to_is_read_once() {
    let mut bytes = with_a_freed_row();
    // The list of free pages names itself, the table's page and the free one, again and again.
    let trunk = [3_u32, 6, 4, 4, 2, 3, 1, 4].map(u32::to_be_bytes).concat();
    bytes[1024..1024 + trunk.len()].copy_from_slice(&trunk);
    let reading = reading(&bytes);
    assert_eq!((reading.records, reading.media.len()), (2, 3));
}

#[test]
fn a_database_cut_at_any_byte_or_with_any_byte_turned_is_read_without_a_panic() {
    let bytes = with_a_freed_row();
    for cut in 0..bytes.len() {
        reading(&bytes[..cut]);
        for bits in [1, 0xFF] {
            let mut turned = bytes.clone();
            turned[cut] ^= bits;
            reading(&turned);
        }
    }
    assert!(reading(&bytes[..600]).defects.is_damage());
    reading(MAGIC);
}

/// The manifest counts each table's rows with SQLite itself: 1 + 97 + 151 + 151.
#[test]
fn the_real_database_has_the_rows_that_sqlite_counts() {
    let Some(bytes) = truth::file("fc_dump/circl_FC8885.db") else {
        return;
    };
    let reading = reading(&bytes);
    assert_eq!(
        (reading.records, reading.defects.count()),
        (1 + 97 + 151 + 151, 0)
    );
    assert_eq!(reading.media.len(), 151);
    let first = &reading.media[0];
    let name = "/mnt/media_rw/sdcard0/DCIM/DJI_001/DJI_20251012104953_0001_D.MP4";
    assert_eq!(first.name.as_deref(), Some(name));
    assert_eq!(first.duration_s, Some(300.441));
    assert_eq!(reading.identities[0].value, "DJI FC8885");
}
