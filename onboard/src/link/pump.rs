//! Opens one address and moves bytes both ways until it breaks.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use missions::link::address::{Address, Kind, Socket};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::{mpsc, watch};
use tokio_serial::SerialPortBuilderExt as _;

use super::{Arrival, QUEUE};

/// The longest piece that is read at once; a datagram is never longer.
const PIECE: usize = 1 << 16;

type Departures = mpsc::Receiver<Vec<u8>>;

/// Until the link breaks (an error) or its owner is gone (`Ok`).
pub(super) async fn run(
    address: &Address,
    arrivals: &Arrivals,
    departures: &mut Departures,
    report: &watch::Sender<Option<String>>,
) -> io::Result<()> {
    let opened = || {
        report.send_replace(None);
    };
    match address {
        Address::Serial { path, baud } => {
            let port = tokio_serial::new(path, *baud).open_native_async()?;
            opened();
            stream(port, arrivals, departures).await
        }
        Address::Socket(socket) => network(socket, arrivals, departures, opened).await,
    }
}

async fn network(
    Socket { kind, at }: &Socket,
    arrivals: &Arrivals,
    departures: &mut Departures,
    opened: impl Fn(),
) -> io::Result<()> {
    match kind {
        Kind::TcpOut => {
            let socket = TcpStream::connect(at).await?;
            socket.set_nodelay(true)?;
            opened();
            stream(socket, arrivals, departures).await
        }
        Kind::TcpIn => {
            let (socket, _) = TcpListener::bind(at).await?.accept().await?;
            socket.set_nodelay(true)?;
            opened();
            stream(socket, arrivals, departures).await
        }
        Kind::UdpOut => {
            let socket = UdpSocket::bind(any_port_for(at)).await?;
            socket.connect(at).await?;
            opened();
            connected(&socket, arrivals, departures).await
        }
        Kind::UdpIn => {
            let socket = UdpSocket::bind(at).await?;
            opened();
            answering(&socket, arrivals, departures).await
        }
    }
}

/// A loopback address is called from loopback, others from any of ours.
fn any_port_for(at: &str) -> &'static str {
    if at.starts_with("127.") || at.starts_with("localhost:") {
        "127.0.0.1:0"
    } else if at.starts_with('[') {
        "[::]:0"
    } else {
        "0.0.0.0:0"
    }
}

async fn stream(
    link: impl AsyncRead + AsyncWrite,
    arrivals: &Arrivals,
    departures: &mut Departures,
) -> io::Result<()> {
    let (mut reader, mut writer) = tokio::io::split(link);
    let mut piece = vec![0; PIECE];
    loop {
        tokio::select! {
            read = reader.read(&mut piece) => {
                let bytes = piece.get(..read?).unwrap_or_default();
                if bytes.is_empty() {
                    return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the other end closed it"));
                }
                arrivals.deliver(None, bytes);
            }
            next = departures.recv() => match next {
                Some(bytes) => writer.write_all(&bytes).await?,
                None => return Ok(()),
            },
        }
    }
}

/// A refused datagram (ICMP) only says that nobody listens *yet*.
async fn connected(
    socket: &UdpSocket,
    arrivals: &Arrivals,
    departures: &mut Departures,
) -> io::Result<()> {
    let mut piece = vec![0; PIECE];
    loop {
        tokio::select! {
            read = socket.recv(&mut piece) => match read {
                Ok(n) => arrivals.deliver(None, piece.get(..n).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {}
                Err(error) => return Err(error),
            },
            next = departures.recv() => match next {
                Some(bytes) => match socket.send(&bytes).await {
                    Err(error) if error.kind() != io::ErrorKind::ConnectionRefused => return Err(error),
                    _ => {}
                },
                None => return Ok(()),
            },
        }
    }
}

/// Anybody can send here; only who was found to be the vehicle is answered.
async fn answering(
    socket: &UdpSocket,
    arrivals: &Arrivals,
    departures: &mut Departures,
) -> io::Result<()> {
    let mut piece = vec![0; PIECE];
    loop {
        tokio::select! {
            read = socket.recv_from(&mut piece) => {
                let (n, from) = read?;
                arrivals.deliver(Some(from), piece.get(..n).unwrap_or_default());
            }
            next = departures.recv() => match (next, arrivals.peer()) {
                (Some(bytes), Some(to)) => {
                    socket.send_to(&bytes, to).await?;
                }
                (Some(_), None) => {}
                (None, _) => return Ok(()),
            },
        }
    }
}

/// Where arrived bytes go; what there is no room for is dropped, as a radio does.
#[derive(Debug)]
pub(super) struct Arrivals {
    queue: mpsc::Sender<Arrival>,
    /// Who is answered, where anybody can send.
    peer: watch::Receiver<Option<SocketAddr>>,
    dropped: Arc<AtomicU64>,
}

impl Arrivals {
    pub(super) const fn new(
        queue: mpsc::Sender<Arrival>,
        peer: watch::Receiver<Option<SocketAddr>>,
        dropped: Arc<AtomicU64>,
    ) -> Self {
        Self {
            queue,
            peer,
            dropped,
        }
    }

    fn peer(&self) -> Option<SocketAddr> {
        *self.peer.borrow()
    }

    pub(super) fn is_closed(&self) -> bool {
        self.queue.is_closed()
    }

    /// Strangers have half of the queue: what they send displaces nothing of the vehicle's. Drops
    /// are told each time that they have doubled: a flood fills no log.
    fn deliver(&self, from: Option<SocketAddr>, bytes: &[u8]) {
        let is_stranger = from.is_some() && from != self.peer();
        let has_room = !is_stranger || self.queue.capacity() > QUEUE / 2;
        let bytes_of = |bytes: &[u8]| Arrival {
            from,
            bytes: bytes.to_vec(),
        };
        if bytes.is_empty() || (has_room && self.queue.try_send(bytes_of(bytes)).is_ok()) {
            return;
        }
        let dropped = self.dropped.fetch_add(1, Ordering::Relaxed) + 1;
        if dropped.is_power_of_two() {
            tracing::warn!(
                "{dropped} pieces that arrived were dropped so far: we are too slow, or strangers flood the link"
            );
        }
    }
}
