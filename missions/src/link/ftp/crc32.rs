//! The checksum of FTP's CalcFileCRC32.

/// CRC-32 of the reflected polynomial 0xEDB88320, started at zero and *not* inverted at the end
/// (not zip's). `state` is the checksum of the bytes before; 0 to begin.
///
/// Source: mavlink.io, "File Transfer Protocol (FTP)", CalcFileCRC32: the algorithm that
/// QGroundControl and PX4 use.
pub fn crc32(state: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(state, |crc, byte| {
        (crc >> 8) ^ TABLE[usize::from((crc as u8) ^ byte)]
    })
}

const TABLE: [u32; 256] = table();

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut crc = index as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 * (crc & 1));
            bit += 1;
        }
        table[index] = crc;
        index += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Inverted before and after it is the common CRC-32, whose check value is published.
    #[test]
    fn it_is_the_common_checksum_without_the_inversions() {
        assert_eq!(!crc32(!0, b"123456789"), 0xCBF4_3926);
        let (head, tail) = (crc32(0, b"1234"), b"56789");
        assert_eq!(crc32(head, tail), crc32(0, b"123456789"));
    }
}
