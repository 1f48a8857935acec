//! The key that seals flight folders: a file that is named, or one that is made at first use.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use missions::seal::{EvidenceKey, PublicKey, Sha256Sum};

/// Where a key is kept that nobody named, below the folder for settings.
const PLACE: &str = "shearwater/evidence.pem";

/// Reads the key in a file that was named; without one, the key in the usual place, which is made
/// where there is none yet.
pub(super) fn key(named: Option<&Path>) -> anyhow::Result<EvidenceKey> {
    if let Some(path) = named {
        return read(path);
    }
    let Some(path) = usual_place() else {
        bail!(
            "no place for the key that seals flight folders: neither XDG_CONFIG_HOME nor HOME is set; name a key with --evidence-key"
        );
    };
    if path.exists() {
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

fn read(path: &Path) -> anyhow::Result<EvidenceKey> {
    let failed = || format!("cannot use the evidence key in {}", path.display());
    let content = missions::cli::input::read(path).with_context(failed)?;
    let key = EvidenceKey::from_pem(&String::from_utf8_lossy(&content)).with_context(failed)?;
    if super::fly::is_exposed(path) {
        tracing::warn!(
            "others can read the evidence key in {}: chmod 600 it, and think of another key",
            path.display()
        );
    }
    Ok(key)
}

fn make(path: &Path) -> anyhow::Result<EvidenceKey> {
    let failed = || format!("cannot make an evidence key in {}", path.display());
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)
        .map_err(io::Error::from)
        .with_context(failed)?;
    let key = EvidenceKey::from_seed(seed);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(failed)?;
    }
    let mut file = match private_file(path) {
        // Another program was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return read(path),
        file => file.with_context(failed)?,
    };
    file.write_all(key.to_pem().as_bytes())
        .and_then(|()| file.sync_all())
        .with_context(failed)?;
    tracing::warn!(
        "a key that seals flight folders was made: {}; note its fingerprint {} where nobody can change it",
        path.display(),
        key.public().fingerprint()
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

/// A key that was named to verify with: a file (PEM), 64 hexadecimal digits of the key itself, or
/// `SHA256:` and the 64 digits of its fingerprint.
pub(super) fn fingerprint(named: &str) -> anyhow::Result<Sha256Sum> {
    if let Some(digits) = named.strip_prefix("SHA256:") {
        let digits = digits.to_ascii_lowercase();
        return digits.parse().map_err(anyhow::Error::msg);
    }
    if let Ok(key) = named.to_ascii_lowercase().parse::<PublicKey>() {
        return Ok(key.fingerprint());
    }
    let failed = || format!("cannot use the key in {named}");
    let content = missions::cli::input::read(Path::new(named)).with_context(failed)?;
    let key = PublicKey::from_pem(&String::from_utf8_lossy(&content)).with_context(failed)?;
    Ok(key.fingerprint())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b/evidence.pem");
        let made = make(&path).unwrap();
        assert_eq!(read(&path).unwrap().public(), made.public());
        assert_eq!(make(&path).unwrap().public(), made.public());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_key_to_verify_with_is_named_in_three_ways() {
        let dir = tempfile::tempdir().unwrap();
        let public = EvidenceKey::from_seed([5; 32]).public();
        let path = dir.path().join("seal.pem");
        fs::write(&path, public.to_pem()).unwrap();
        let expected = public.fingerprint();
        for named in [
            path.to_string_lossy().into_owned(),
            public.to_string(),
            format!("SHA256:{expected}"),
            format!("SHA256:{}", expected.to_string().to_uppercase()),
        ] {
            assert_eq!(fingerprint(&named).unwrap(), expected, "{named}");
        }
        assert!(fingerprint("SHA256:12").is_err());
        let error = fingerprint("/nowhere/seal.pem").unwrap_err();
        assert!(error.to_string().contains("/nowhere/seal.pem"), "{error}");
    }
}
