//! Serial line, UDP or TCP to the autopilot. Bytes go through; nothing is understood here.
//!
//! A link is kept up by a task of its own: what breaks is opened again until the program ends.

mod pump;

use std::time::Duration;

use missions::link::address::Address;
use tokio::sync::{mpsc, watch};

/// Chunks that may wait each way; what comes on top is dropped, as a radio does.
const QUEUE: usize = 1024;
/// Between two attempts to open.
const AGAIN: Duration = Duration::from_millis(500);

/// A link that is kept up.
#[derive(Debug)]
pub struct Link {
    arrivals: mpsc::Receiver<Vec<u8>>,
    departures: mpsc::Sender<Vec<u8>>,
    trouble: watch::Receiver<Option<String>>,
}

impl Link {
    /// Begins to keep up a link; it may take a while to be there. Needs a runtime of tokio's.
    pub fn open(address: Address) -> Self {
        let (queue, arrivals) = mpsc::channel(QUEUE);
        let to_us = pump::Arrivals::new(queue);
        let (departures, mut from_us) = mpsc::channel(QUEUE);
        let (report, trouble) = watch::channel(None);
        tokio::spawn(async move {
            while !to_us.is_closed() {
                let ended = pump::run(&address, &to_us, &mut from_us, &report).await;
                let Err(error) = ended else { break };
                tracing::debug!(%address, %error, "link");
                report.send_replace(Some(format!("{address}: {error}")));
                tokio::time::sleep(AGAIN).await;
            }
        });
        Self {
            arrivals,
            departures,
            trouble,
        }
    }

    /// The next bytes; waits for them. `None` when the link's task has ended.
    pub async fn receive(&mut self) -> Option<Vec<u8>> {
        self.arrivals.recv().await
    }

    /// Sends bytes if there is room; false where they were dropped.
    pub fn send(&self, bytes: Vec<u8>) -> bool {
        self.departures.try_send(bytes).is_ok()
    }

    /// Why the link is not there, if it is not.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.borrow().clone()
    }
}
