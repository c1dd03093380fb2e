//! The host: starts the workers, joins gateway, RoomService and events, and stops it all in order.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use sfu::{Certificate, wire};
use tokio::sync::broadcast;

use crate::clock;
use crate::events::Events;
use crate::figures::Figures;
use crate::gateway::{Gate, Presence};
use crate::keys::Keys;
use crate::net::candidates::Addresses;
use crate::net::interfaces;
use crate::options::{HostOptions, StartError};
use crate::rooms::RoomService;
use crate::testing::Testing;
use crate::worker::mailbox::Mail;
use crate::worker::{self, WorkerHandle, WorkerOptions};

/// The running media half. Cheap to clone; the workers stop when the last clone and the last router are dropped, or
/// after [`Host::shutdown`].
#[derive(Clone)]
pub struct Host {
    workers: Arc<[WorkerHandle]>,
    rooms: RoomService,
    events: Events,
    gate: Arc<Gate>,
    presence: Presence,
    testing: bool,
}

impl Host {
    /// Binds the media ports and starts a worker thread for each. Needs no async runtime yet.
    ///
    /// # Errors
    /// [`StartError`], with what to do about it.
    pub fn start(options: HostOptions) -> Result<Self, StartError> {
        let keys = Keys::new(&options.keys)?;
        let machine = interfaces::reachable().map_err(|error| StartError::System(error.to_string()))?;
        let events = Events::new();
        let workers = start_workers(&options, &machine, &events)?;
        let rooms = RoomService::new(Arc::clone(&workers));
        let presence = Presence::default();
        let gate = Arc::new(Gate::new(
            keys,
            rooms.clone(),
            Addresses {
                bind: options.bind,
                advertise: options.advertise,
                machine,
            },
            options.reserved_prefix,
            options.ice_servers,
            presence.clone(),
        ));
        Ok(Self {
            workers,
            rooms,
            events,
            gate,
            presence,
            testing: options.testing,
        })
    }

    /// `/rtc`, `/rtc/v1`, `/rtc/validate`, `/rtc/v1/validate`, `/twirp/…`; with
    /// [`HostOptions::testing`] also `/rtc/testing/…`. Stands at the listener's root.
    ///
    /// Each request should carry an [`Arrival`](crate::Arrival) in its extensions.
    pub fn router(&self) -> axum::Router {
        let router = crate::gateway::router(Arc::clone(&self.gate));
        match self.testing() {
            Some(testing) => router.merge(crate::testing::router(testing)),
            None => router,
        }
    }

    /// Calls on rooms and participants, in this process.
    #[must_use]
    pub fn rooms(&self) -> RoomService {
        self.rooms.clone()
    }

    /// What happens in rooms from now on. A receiver that lags is told how many events it missed.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<wire::WebhookEvent> {
        self.events.listen()
    }

    /// Where media is received, a socket per worker.
    #[must_use]
    pub fn media_addresses(&self) -> Vec<SocketAddr> {
        self.workers.iter().map(|worker| worker.address).collect()
    }

    /// How busy the workers are.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let mut sum = Figures::default();
        for worker in self.workers.iter() {
            worker.figures.add_to(&mut sum);
        }
        sum
    }

    /// Do all workers run? For readiness checks.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.workers.iter().all(|worker| !worker.mailbox.is_gone())
    }

    /// Controls for tests; only with [`HostOptions::testing`].
    #[must_use]
    pub fn testing(&self) -> Option<Testing> {
        self.testing.then(|| Testing::new(self.rooms.clone()))
    }

    /// Tells everyone to come back by a full reconnect, takes no one in any more, waits until the signalling
    /// connections have said so and closed (at most `deadline`), then stops the workers.
    pub async fn shutdown(&self, deadline: Duration) {
        let farewell = async {
            for worker in self.workers.iter() {
                // A worker that is gone has said all it could.
                let _ = worker.mailbox.ask(|reply| Mail::ShutDown { reply }).await;
            }
            self.presence.empty().await;
        };
        if tokio::time::timeout(deadline, farewell).await.is_err() {
            tracing::warn!("some signalling connections did not close in time");
        }
        for worker in self.workers.iter() {
            worker.mailbox.try_send(Mail::Stop);
        }
    }
}

fn start_workers(
    options: &HostOptions,
    machine: &[IpAddr],
    events: &Events,
) -> Result<Arc<[WorkerHandle]>, StartError> {
    let certificate = Certificate::generate().map_err(|error| StartError::System(error.to_string()))?;
    let wall_clock = clock::wall();
    let mut workers = Vec::new();
    for port in options.udp_ports.clone() {
        let address = SocketAddr::new(options.bind, port);
        let seed = clock::seed().map_err(|error| StartError::System(error.to_string()))?;
        let worker = worker::start(WorkerOptions {
            address,
            machine: machine.to_vec(),
            reserved_prefix: options.reserved_prefix.clone(),
            region: options.region.clone(),
            testing: options.testing,
            certificate: certificate.clone(),
            wall_clock,
            seed,
            events: events.clone(),
        })
        .map_err(|source| match source.kind() {
            std::io::ErrorKind::AddrInUse => StartError::PortInUse(address),
            _ => StartError::Bind { address, source },
        })?;
        workers.push(worker);
    }
    if workers.is_empty() {
        return Err(StartError::NoPorts);
    }
    Ok(workers.into())
}
