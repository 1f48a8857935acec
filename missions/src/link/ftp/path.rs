//! A path that stays below the server's root.

use std::fmt;

use thiserror::Error;

/// An absolute path below the server's root; it cannot climb out of it.
///
/// Written with slashes. Empty parts and "." are dropped, ".." is refused wherever it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePath {
    parts: Vec<String>,
}

/// Why bytes are no path.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PathError {
    /// Not UTF-8.
    #[error("a path that is not UTF-8: {0:?}")]
    NotText(Vec<u8>),
    /// Contains "..".
    #[error("a path that climbs: {0:?}")]
    Climbs(String),
    /// Contains a backslash, a colon or a control character, which other systems read as a
    /// separator, a drive or a stream, and a listing as the end of a name.
    #[error("a path with {1:?} in it: {0:?}")]
    Forbidden(String, char),
}

impl FilePath {
    /// From the bytes of a request; they end at the first NUL, if there is one.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PathError> {
        let end = bytes.iter().position(|byte| *byte == 0);
        let bytes = &bytes[..end.unwrap_or(bytes.len())];
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::new(text),
            Err(_) => Err(PathError::NotText(bytes.to_vec())),
        }
    }

    /// From text.
    pub fn new(text: &str) -> Result<Self, PathError> {
        let forbidden = |c: &char| matches!(c, '\\' | ':') || c.is_control();
        if let Some(c) = text.chars().find(forbidden) {
            return Err(PathError::Forbidden(text.to_owned(), c));
        }
        if text.split('/').any(|part| part == "..") {
            return Err(PathError::Climbs(text.to_owned()));
        }
        let parts = text.split('/').filter(|part| !matches!(*part, "" | "."));
        Ok(Self {
            parts: parts.map(str::to_owned).collect(),
        })
    }

    /// Its parts from the root down; none of them is empty, "." or "..", or has a separator.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(String::as_str)
    }

    /// Whether it is the root.
    pub const fn is_root(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether it lies somewhere in `folder`; no path lies in itself.
    pub fn is_below(&self, folder: &Self) -> bool {
        self.parts.len() > folder.parts.len() && self.parts.starts_with(&folder.parts)
    }

    /// The folder that it lies in; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, parents) = self.parts.split_last()?;
        Some(Self {
            parts: parents.to_vec(),
        })
    }

    /// Its last part; `None` for the root.
    pub fn name(&self) -> Option<&str> {
        self.parts.last().map(String::as_str)
    }
}

/// With a leading slash: `/APM/LOGS`; the root is `/`.
impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_root() {
            return f.write_str("/");
        }
        self.parts.iter().try_for_each(|part| write!(f, "/{part}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &[u8], expected: Option<&str>) {
        let path = FilePath::from_bytes(text).ok().map(|path| path.to_string());
        assert_eq!(path.as_deref(), expected, "{}", text.escape_ascii());
    }

    #[test]
    fn what_would_leave_the_root_is_refused() {
        check(b"..", None);
        check(b"/..", None);
        check(b"/a/../b", None);
        check(b"a/b/..", None);
        check(b"../../etc/passwd\0", None);
        check(b"a\\..\\b", None);
        check(b"C:/secret", None);
        check(b"/a\nb", None);
        check(b"/\xff", None);
    }

    #[test]
    fn spellings_of_one_path_are_one_path() {
        check(b"", Some("/"));
        check(b"/", Some("/"));
        check(b"./", Some("/"));
        check(b"APM//LOGS/", Some("/APM/LOGS"));
        check(b"/fs/microsd/./log\0garbage", Some("/fs/microsd/log"));
        check(b"/a/...", Some("/a/..."));
        check(b"/@SYS/threads.txt", Some("/@SYS/threads.txt"));
    }

    proptest! {
        #[test]
        fn a_path_never_has_a_part_that_climbs(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(path) = FilePath::from_bytes(&bytes) {
                let fine = |part: &str| {
                    !matches!(part, "" | "." | "..") && !part.contains(['/', '\\', ':', '\0'])
                };
                prop_assert!(path.parts().all(fine));
                let printed = path.to_string();
                prop_assert_eq!(FilePath::new(&printed), Ok(path));
            }
        }
    }
}
