//! Serial line, UDP or TCP to the autopilot. Bytes go through; nothing is understood here.
//!
//! A link is kept up by a task of its own: what breaks is opened again until the program ends.

mod pump;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use missions::link::address::Address;
use tokio::sync::{mpsc, watch};

/// Chunks that may wait each way; what comes on top is dropped, as a radio does.
const QUEUE: usize = 1024;
/// Between two attempts to open.
const AGAIN: Duration = Duration::from_millis(500);

/// What arrived at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Where from, on a link that anybody can send to (`udpin`).
    pub from: Option<SocketAddr>,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A link that is kept up.
#[derive(Debug)]
pub struct Link {
    arrivals: mpsc::Receiver<Arrival>,
    departures: mpsc::Sender<Vec<u8>>,
    trouble: watch::Receiver<Option<String>>,
    peer: watch::Sender<Option<SocketAddr>>,
    dropped: Arc<AtomicU64>,
}

impl Link {
    /// Begins to keep up a link; it may take a while to be there. Needs a runtime of tokio's.
    pub fn open(address: Address) -> Self {
        let (queue, arrivals) = mpsc::channel(QUEUE);
        let (peer, follows) = watch::channel(None);
        let dropped = Arc::new(AtomicU64::new(0));
        let to_us = pump::Arrivals::new(queue, follows, Arc::clone(&dropped));
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
            peer,
            dropped,
        }
    }

    /// The next bytes; waits for them. `None` when the link's task has ended.
    pub async fn receive(&mut self) -> Option<Arrival> {
        self.arrivals.recv().await
    }

    /// From now on `peer` is answered, on a link that anybody can send to; until then nobody is.
    pub fn follow(&self, peer: SocketAddr) {
        self.peer.send_if_modified(|followed| {
            let is_new = *followed != Some(peer);
            *followed = Some(peer);
            is_new
        });
    }

    /// Pieces that arrived and were dropped.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
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

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::UdpSocket;
    use tokio::time::timeout;

    const SOON: Duration = Duration::from_secs(5);

    async fn arrives(link: &mut Link, from: &UdpSocket, at: &str) -> Arrival {
        loop {
            from.send_to(b"here", at).await.unwrap(); // lost until the link is open
            if let Ok(Some(arrival)) = timeout(Duration::from_millis(50), link.receive()).await {
                return arrival;
            }
        }
    }

    async fn a_stranger_sends() {
        let socket = || UdpSocket::bind("127.0.0.1:0");
        let at = socket().await.unwrap().local_addr().unwrap().to_string();
        let mut link = Link::open(format!("udpin:{at}").parse().unwrap());
        let (vehicle, stranger) = (socket().await.unwrap(), socket().await.unwrap());
        let arrival = arrives(&mut link, &vehicle, &at).await;
        assert_eq!(arrival.from, vehicle.local_addr().ok());
        link.follow(arrival.from.unwrap());
        for _ in 0..20_000 {
            stranger.send_to(&[0xFD; 40], &at).await.unwrap();
        }
        vehicle.send_to(b"still here", &at).await.unwrap();
        let still = async {
            loop {
                let arrival = link.receive().await.unwrap();
                if arrival.from == vehicle.local_addr().ok() && arrival.bytes == b"still here" {
                    break;
                }
            }
        };
        timeout(SOON, still).await.unwrap();
        assert!(link.send(b"return".to_vec()));
        let mut piece = [0; 16];
        let (n, _) = timeout(SOON, vehicle.recv_from(&mut piece))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(&piece[..n], b"return");
        assert!(
            stranger.try_recv_from(&mut piece).is_err(),
            "nothing for the stranger"
        );
    }

    #[test]
    fn garbage_from_a_stranger_redirects_no_command() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(a_stranger_sends());
    }
}
