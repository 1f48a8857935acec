//! The key that signs a case: a file that is named, or the one that flight folders are sealed with,
//! in the folder for settings; it is made where there is none yet.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use missions::cli::input;
use missions::seal::{EvidenceKey, KeyError, PublicKey, Sha256Sum};
use thiserror::Error;

/// Below the folder for settings; `onboard` keeps its key there, too.
const PLACE: &str = "shearwater/evidence.pem";

/// Why there is no key.
#[derive(Debug, Error)]
pub enum KeyFileError {
    /// Nobody named one, and there is no place for one.
    #[error("no place for a key: neither XDG_CONFIG_HOME nor HOME is set; name one with --key")]
    NoPlace,
    /// The operating system refused.
    #[error("cannot use the key in {}", .0.display())]
    Io(PathBuf, #[source] io::Error),
    /// It is no key.
    #[error("cannot use the key in {}", .0.display())]
    Key(PathBuf, #[source] KeyError),
    /// It is neither a file nor the digits of a key.
    #[error("{0}: this is neither a file with a key, nor the digits of one")]
    Digits(String),
}

/// Reads the key that was named, or the one in the usual place.
pub fn key(named: Option<&Path>) -> Result<EvidenceKey, KeyFileError> {
    let path = match named {
        Some(path) => path.to_path_buf(),
        None => usual_place().ok_or(KeyFileError::NoPlace)?,
    };
    if named.is_some() || path.exists() {
        read(&path)
    } else {
        make(&path)
    }
}

/// `$XDG_CONFIG_HOME/shearwater/evidence.pem`, by default `~/.config/…`.
fn usual_place() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let settings = folder("XDG_CONFIG_HOME").map(PathBuf::from);
    let home = || Some(PathBuf::from(folder("HOME")?).join(".config"));
    Some(settings.or_else(home)?.join(PLACE))
}

fn read(path: &Path) -> Result<EvidenceKey, KeyFileError> {
    let content = input::read(path).map_err(|error| KeyFileError::Io(path.into(), error))?;
    let key = EvidenceKey::from_pem(&String::from_utf8_lossy(&content));
    let key = key.map_err(|error| KeyFileError::Key(path.into(), error))?;
    if is_exposed(path) {
        tracing::warn!(
            "others can read the key in {}: chmod 600 it, and think of another key",
            path.display()
        );
    }
    Ok(key)
}

/// Whether others can read a file.
#[cfg(unix)]
fn is_exposed(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|about| about.permissions().mode() & 0o044 != 0)
}

#[cfg(not(unix))]
const fn is_exposed(_path: &Path) -> bool {
    false
}

fn make(path: &Path) -> Result<EvidenceKey, KeyFileError> {
    let failed = |error| KeyFileError::Io(path.into(), error);
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)
        .map_err(io::Error::from)
        .map_err(failed)?;
    let key = EvidenceKey::from_seed(seed);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = match private_file(path) {
        // Another program was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return read(path),
        file => file.map_err(failed)?,
    };
    file.write_all(key.to_pem().as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(failed)?;
    let fingerprint = key.public().fingerprint();
    tracing::warn!(
        "a key that signs cases was made: {}; note its fingerprint {fingerprint} where nobody can change it",
        path.display()
    );
    Ok(key)
}

/// A new file that only its owner can read.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create_new(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// The fingerprint of a key that was named to verify with: a file (PEM), 64 hexadecimal digits of
/// the key itself, or `SHA256:` and the 64 digits of its fingerprint.
pub fn fingerprint(named: &str) -> Result<Sha256Sum, KeyFileError> {
    if let Some(digits) = named.strip_prefix("SHA256:") {
        let digits = digits.to_ascii_lowercase().parse();
        return digits.map_err(|_words| KeyFileError::Digits(named.to_owned()));
    }
    if let Ok(key) = named.to_ascii_lowercase().parse::<PublicKey>() {
        return Ok(key.fingerprint());
    }
    let path = PathBuf::from(named);
    let content = match input::read(&path) {
        Ok(content) => content,
        Err(error) => return Err(KeyFileError::Io(path, error)),
    };
    let key = PublicKey::from_pem(&String::from_utf8_lossy(&content));
    let key = key.map_err(|error| KeyFileError::Key(path, error))?;
    Ok(key.fingerprint())
}
