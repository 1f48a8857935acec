//! Something to look at while a long computation runs: on a terminal, after two seconds.

use std::io::IsTerminal as _;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How long people wait without a sign.
const PATIENCE: Duration = Duration::from_secs(2);

/// Runs `work`, with a moving sign on a terminal if it takes long.
pub(super) fn with_sign<T>(message: &str, work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    let (done, wait) = sync_channel::<()>(1);
    std::thread::scope(|scope| {
        let sign = move || {
            if wait.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let bar = moving(message);
                // Ends when `done` is dropped.
                while wait.recv().is_ok() {}
                bar.finish_and_clear();
            }
        };
        let waiter = std::thread::Builder::new()
            .name("sign".to_owned())
            .spawn_scoped(scope, sign);
        let result = work();
        drop(done);
        drop(waiter);
        result
    })
}

fn moving(message: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        bar.set_style(style);
    }
    bar.set_message(message.to_owned());
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}
