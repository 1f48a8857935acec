//! Keys as text: PEM (RFC 7468) around the DER of Ed25519 keys (RFC 8410), as openssl writes them.
//!
//! ```text
//! private  30 2e 02 01 00 30 05 06 03 2b 65 70 04 22 04 20 │ 32 bytes      PKCS #8, version 1
//!          30 LL 02 01 01 30 05 06 03 2b 65 70 04 22 04 20 │ 32 bytes │ …  version 2, the rest unread
//! public   30 2a 30 05 06 03 2b 65 70 03 21 00             │ 32 bytes      SPKI
//! ```

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// DER before the 32 bytes of a private key, as it is written.
const PRIVATE: [u8; 16] = [
    0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20,
];
/// DER before the 32 bytes of a public key.
const PUBLIC: [u8; 12] = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0];
/// Base64 digits a line.
const LINE: usize = 64;

/// The PEM text of a private key.
pub(super) fn private(seed: &[u8; 32]) -> String {
    text("PRIVATE KEY", &[&PRIVATE[..], seed].concat())
}

/// The PEM text of a public key.
pub(super) fn public(key: &[u8; 32]) -> String {
    text("PUBLIC KEY", &public_der(key))
}

/// The DER of a public key; its SHA-256 is the key's fingerprint.
pub(super) fn public_der(key: &[u8; 32]) -> Vec<u8> {
    [&PUBLIC[..], key].concat()
}

/// The private key of a PEM text, where it has an Ed25519 one.
pub(super) fn read_private(text: &str) -> Option<[u8; 32]> {
    let der = body("PRIVATE KEY", text)?;
    let (head, rest) = der.split_at_checked(PRIVATE.len())?;
    let is_known = matches!(head, [0x30, length, 2, 1, 0 | 1, ..] if usize::from(*length) == der.len() - 2)
        && head.get(5..) == PRIVATE.get(5..);
    rest.get(..32).filter(|_| is_known)?.try_into().ok()
}

/// The public key of a PEM text, where it has an Ed25519 one.
pub(super) fn read_public(text: &str) -> Option<[u8; 32]> {
    let der = body("PUBLIC KEY", text)?;
    der.strip_prefix(&PUBLIC)?.try_into().ok()
}

fn text(label: &str, der: &[u8]) -> String {
    let digits = STANDARD.encode(der);
    let mut text = format!("-----BEGIN {label}-----");
    for (n, digit) in digits.chars().enumerate() {
        if n % LINE == 0 {
            text.push('\n');
        }
        text.push(digit);
    }
    text + &format!("\n-----END {label}-----\n")
}

/// What stands between the lines of a label, decoded.
fn body(label: &str, text: &str) -> Option<Vec<u8>> {
    let (begin, end) = (
        format!("-----BEGIN {label}-----"),
        format!("-----END {label}-----"),
    );
    let (_, rest) = text.split_once(&begin)?;
    let (digits, _) = rest.split_once(&end)?;
    let digits: String = digits.split_whitespace().collect();
    STANDARD.decode(digits).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example keys of RFC 8410, sections 10.1, 10.2 and 10.3: one key pair, the private key in
    /// version 1 and, with an attribute, in version 2.
    const OF_THE_STANDARD: [&str; 3] = [
        "-----BEGIN PUBLIC KEY-----\n\
         MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
         -----END PUBLIC KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n\
         MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
         -----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n\
         MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
         oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB\n\
         Z9w7lshQhqowtrbLDFw4rXAxZuE=\n\
         -----END PRIVATE KEY-----\n",
    ];

    #[test]
    fn the_keys_of_the_standard_are_read_and_written() {
        let [public_text, first, second] = OF_THE_STANDARD;
        let seed = read_private(first).unwrap();
        assert_eq!(seed[..4], [0xd4, 0xee, 0x72, 0xdb]);
        assert_eq!(read_private(second), Some(seed));
        assert_eq!(private(&seed), first);
        let key = read_public(public_text).unwrap();
        assert_eq!(public(&key), public_text);
        let made = ed25519_dalek::SigningKey::from_bytes(&seed).verifying_key();
        assert_eq!(made.to_bytes(), key);
    }

    #[test]
    fn what_is_no_key_is_none_at_any_length() {
        let [public_text, private_text, _] = OF_THE_STANDARD;
        for cut in 0..private_text.len() - 1 {
            let piece: String = private_text.chars().take(cut).collect();
            assert_eq!(read_private(&piece), None, "{piece}");
        }
        assert_eq!(read_private(public_text), None);
        assert_eq!(read_public(private_text), None);
        let shorter = text("PRIVATE KEY", &PRIVATE);
        assert_eq!(read_private(&shorter), None);
        let rsa = text("PUBLIC KEY", &[0x30, 0x0d, 6, 9, 0x2a]);
        assert_eq!(read_public(&rsa), None);
    }
}
