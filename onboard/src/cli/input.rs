//! What people say to a running program: words on standard input, Ctrl-C, a file.

use std::io::BufRead as _;
use std::thread;

use tokio::sync::mpsc;

/// Lines that may wait to be read.
const QUEUE: usize = 16;

/// The lines of standard input, read by a thread of its own: a terminal cannot be waited for
/// otherwise. Ends with the input.
pub(super) fn lines() -> std::io::Result<mpsc::Receiver<String>> {
    let (say, hear) = mpsc::channel(QUEUE);
    let read = move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            if say.blocking_send(line).is_err() {
                break;
            }
        }
    };
    thread::Builder::new()
        .name("standard-input".into())
        .spawn(read)?;
    Ok(hear)
}

/// Each Ctrl-C, and each request of the system to end; none is missed while we are busy. Needs a
/// runtime of tokio's.
pub(super) fn interruptions() -> mpsc::Receiver<()> {
    let (say, hear) = mpsc::channel(QUEUE);
    tokio::spawn(async move { while interrupted().await.is_ok() && say.send(()).await.is_ok() {} });
    hear
}

#[cfg(unix)]
async fn interrupted() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn interrupted() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
