//! Sockets: the only place here that touches the network. Bytes go through, nothing is understood.
//!
//! Each vehicle's link is one task of a small runtime. What arrives goes into one bounded queue;
//! what is sent goes to every client of the vehicle. A queue that is full drops what comes on
//! top, as a radio does.

use std::io;
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use thiserror::Error;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::runtime::Runtime;
use tokio::sync::broadcast;

use missions::link::address::{Kind, Socket};

/// Chunks that may wait, each way.
const QUEUE: usize = 4096;
/// Between two attempts to connect.
const AGAIN: Duration = Duration::from_millis(500);
/// UDP clients of one vehicle that are remembered; the oldest is forgotten.
const MOST_PEERS: usize = 16;

/// Why a link could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The runtime did not start.
    #[error("cannot start the network threads")]
    Runtime(#[source] io::Error),
    /// The address is taken, or not ours.
    #[error("cannot open {address}")]
    Bind {
        /// Where.
        address: Socket,
        /// Why.
        source: io::Error,
    },
}

/// The open links of all vehicles.
#[derive(Debug)]
pub struct Transport {
    runtime: Runtime,
    links: Vec<Link>,
    arrivals: Receiver<Arrival>,
    feed: SyncSender<Arrival>,
}

#[derive(Debug)]
struct Link {
    local: SocketAddr,
    outgoing: broadcast::Sender<Vec<u8>>,
}

/// Bytes for one vehicle.
#[derive(Debug)]
pub struct Arrival {
    /// Which vehicle.
    pub vehicle: usize,
    /// What came, at most one datagram or one read of a stream.
    pub bytes: Vec<u8>,
}

impl Transport {
    /// No links yet.
    pub fn new() -> Result<Self, OpenError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("sim-network")
            .enable_all()
            .build()
            .map_err(OpenError::Runtime)?;
        let (feed, arrivals) = sync_channel(QUEUE);
        Ok(Self {
            runtime,
            links: Vec::new(),
            arrivals,
            feed,
        })
    }

    /// Opens the link of the next vehicle; says where it listens or from where it calls.
    pub fn open(&mut self, address: &Socket) -> Result<SocketAddr, OpenError> {
        let (outgoing, _) = broadcast::channel(QUEUE);
        let port = Port {
            vehicle: self.links.len(),
            feed: self.feed.clone(),
            outgoing: outgoing.clone(),
        };
        let local = self
            .runtime
            .block_on(port.open(address))
            .map_err(|source| OpenError::Bind {
                address: address.clone(),
                source,
            })?;
        self.links.push(Link { local, outgoing });
        Ok(local)
    }

    /// Calls `act` when the user wants to stop (Ctrl-C).
    pub fn on_interrupt(&self, act: impl FnOnce() + Send + 'static) {
        self.runtime.spawn(async move {
            if interrupted().await.is_ok() {
                act();
            }
        });
    }

    /// Where the link of a vehicle is.
    pub fn local(&self, vehicle: usize) -> Option<SocketAddr> {
        self.links.get(vehicle).map(|link| link.local)
    }

    /// Sends whole packets of a vehicle to all its clients.
    pub fn send(&self, vehicle: usize, packets: Vec<u8>) {
        if let Some(link) = self.links.get(vehicle) {
            // No client is no error: nobody is listening yet.
            drop(link.outgoing.send(packets));
        }
    }

    /// What arrived next, waiting for at most this long.
    pub fn receive(&self, wait: Duration) -> Option<Arrival> {
        if wait.is_zero() {
            return self.arrivals.try_recv().ok();
        }
        self.arrivals.recv_timeout(wait).ok()
    }
}

/// One vehicle's end of the queues.
#[derive(Clone)]
struct Port {
    vehicle: usize,
    feed: SyncSender<Arrival>,
    outgoing: broadcast::Sender<Vec<u8>>,
}

impl Port {
    async fn open(self, address: &Socket) -> io::Result<SocketAddr> {
        match address.kind {
            Kind::TcpIn => {
                let listener = TcpListener::bind(&address.at).await?;
                let local = listener.local_addr()?;
                tokio::spawn(self.listen(listener));
                Ok(local)
            }
            Kind::TcpOut => {
                let goal = tokio::net::lookup_host(&address.at).await?.next();
                let goal = goal.ok_or_else(|| io::Error::other("the name has no address"))?;
                tokio::spawn(self.call(goal));
                Ok(goal)
            }
            Kind::UdpIn => {
                let socket = UdpSocket::bind(&address.at).await?;
                let local = socket.local_addr()?;
                tokio::spawn(self.datagrams(socket, Vec::new()));
                Ok(local)
            }
            Kind::UdpOut => {
                let goal = tokio::net::lookup_host(&address.at).await?.next();
                let goal = goal.ok_or_else(|| io::Error::other("the name has no address"))?;
                let any = if goal.is_ipv4() {
                    "0.0.0.0:0"
                } else {
                    "[::]:0"
                };
                let socket = UdpSocket::bind(any).await?;
                let local = socket.local_addr()?;
                tokio::spawn(self.datagrams(socket, vec![goal]));
                Ok(local)
            }
        }
    }

    async fn listen(self, listener: TcpListener) {
        loop {
            match listener.accept().await {
                Ok((stream, from)) => {
                    tracing::info!("vehicle {}: {from} has connected", self.vehicle + 1);
                    tokio::spawn(self.clone().serve(stream));
                }
                Err(error) => {
                    tracing::warn!("vehicle {}: cannot accept: {error}", self.vehicle + 1);
                    tokio::time::sleep(AGAIN).await;
                }
            }
        }
    }

    async fn call(self, goal: SocketAddr) {
        loop {
            if let Ok(stream) = TcpStream::connect(goal).await {
                self.clone().serve(stream).await;
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    async fn serve(self, stream: TcpStream) {
        let delay = stream.set_nodelay(true);
        let (mut reader, mut writer) = stream.into_split();
        let mut outgoing = self.outgoing.subscribe();
        let writing = async move {
            loop {
                match outgoing.recv().await {
                    Ok(packets) => writer.write_all(&packets).await?,
                    // A slow client misses packets; the next one is whole again.
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return io::Result::Ok(()),
                }
            }
        };
        let vehicle = self.vehicle;
        let reading = async move {
            let mut buffer = vec![0; 16_384];
            loop {
                let count = reader.read(&mut buffer).await?;
                if count == 0 {
                    return io::Result::Ok(());
                }
                self.arrived(buffer[..count].to_vec());
            }
        };
        let ended = tokio::select! { ended = writing => ended, ended = reading => ended };
        if let Err(error) = delay.and(ended) {
            tracing::debug!("vehicle {}: a client was lost: {error}", vehicle + 1);
        }
    }

    async fn datagrams(self, socket: UdpSocket, mut peers: Vec<SocketAddr>) {
        let mut outgoing = self.outgoing.subscribe();
        let fixed = !peers.is_empty();
        let mut buffer = vec![0; 65_536];
        loop {
            tokio::select! {
                packets = outgoing.recv() => match packets {
                    Ok(packets) => spread(&socket, &peers, &packets).await,
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return,
                },
                arrived = socket.recv_from(&mut buffer) => {
                    // An error here is a peer that went away; it may come back.
                    if let Ok((count, from)) = arrived {
                        if !fixed {
                            remember(&mut peers, from);
                        }
                        self.arrived(buffer[..count].to_vec());
                    }
                }
            }
        }
    }

    fn arrived(&self, bytes: Vec<u8>) {
        let arrival = Arrival {
            vehicle: self.vehicle,
            bytes,
        };
        if self.feed.try_send(arrival).is_err() {
            tracing::debug!("vehicle {}: the queue is full", self.vehicle + 1);
        }
    }
}

/// Sends to all; datagrams hold whole packets and stay below the size that every path carries.
async fn spread(socket: &UdpSocket, peers: &[SocketAddr], packets: &[u8]) {
    for datagram in super::datagrams(packets) {
        for peer in peers {
            if let Err(error) = socket.send_to(datagram, peer).await {
                tracing::debug!("cannot send to {peer}: {error}");
            }
        }
    }
}

fn remember(peers: &mut Vec<SocketAddr>, from: SocketAddr) {
    if !peers.contains(&from) {
        if peers.len() == MOST_PEERS {
            peers.remove(0);
        }
        peers.push(from);
    }
}

/// Ctrl-C, or a polite request to end (SIGTERM), as `kill` and service managers send it.
async fn interrupted() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            done = tokio::signal::ctrl_c() => done,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read as _, Write as _};

    const SOON: Duration = Duration::from_secs(10);

    fn opened(address: &str) -> (Transport, SocketAddr) {
        let mut transport = Transport::new().unwrap();
        let local = transport.open(&address.parse().unwrap()).unwrap();
        (transport, local)
    }

    #[test]
    fn a_tcp_client_is_heard_and_hears() {
        let (transport, local) = opened("tcpin:127.0.0.1:0");
        let mut client = std::net::TcpStream::connect(local).unwrap();
        client.write_all(b"hello").unwrap();
        assert_eq!(transport.receive(SOON).unwrap().bytes, b"hello");
        transport.send(0, b"good day".to_vec());
        let mut answer = [0; 8];
        client.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"good day");
    }

    #[test]
    fn a_udp_client_is_answered_where_it_called_from() {
        let (transport, local) = opened("udpin:127.0.0.1:0");
        let client = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        client.send_to(b"hello", local).unwrap();
        assert_eq!(transport.receive(SOON).unwrap().bytes, b"hello");
        let packet = [&[0xfd, 3, 0, 0, 1, 1, 0, 0, 0, 0][..], &[7; 5]].concat();
        transport.send(0, packet.clone());
        let mut answer = [0; 64];
        let (count, from) = client.recv_from(&mut answer).unwrap();
        assert_eq!((&answer[..count], from), (&packet[..], local));
    }

    #[test]
    fn a_taken_port_is_told() {
        let (_transport, local) = opened("tcpin:127.0.0.1:0");
        let again = format!("tcpin:{local}").parse().unwrap();
        let refused = Transport::new().unwrap().open(&again).unwrap_err();
        assert!(
            refused.to_string().contains(&local.to_string()),
            "{refused}"
        );
    }
}
