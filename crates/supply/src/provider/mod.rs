//! Providers are asked whether a secret still works.
//!
//! A request goes to the host that the question names, over https, and nowhere else: redirects are not followed, and a
//! proxy, where one is named, sees the name of the host only. Of the answer no more is read than tells, and nothing of
//! it is passed on. Each request has a deadline, and so have all together.

mod answer;
mod client;

use std::collections::BTreeSet;
use std::num::NonZero;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use sekimori_model::{Question, Unsure, Verification};

use crate::Error;
use client::Client;
pub use client::Route;

/// How much is asked.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Requests of one run.
    pub requests: usize,
    /// Requests at one time.
    pub at_once: NonZero<usize>,
    /// How long one request may take, from the name of the host to the end of the answer.
    pub each: Duration,
    /// How long all may take.
    pub all: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        // A provider that is there answers within a second; more requests at one time look like an attack.
        let (each, all) = (Duration::from_secs(10), Duration::from_mins(1));
        Self { requests: 100, at_once: NonZero::<usize>::MIN.saturating_add(3), each, all }
    }
}

/// Who is asked, and how much.
#[derive(Debug)]
pub struct Providers {
    client: Client,
    bounds: Bounds,
    requests: AtomicU64,
}

impl Providers {
    /// Prepares to ask; nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Proxy`] where the proxy is not one, [`Error::NotThisMachine`] where a stand-in is not on this machine.
    pub fn new(route: &Route, bounds: Bounds) -> Result<Self, Error> {
        Ok(Self { client: Client::new(route)?, bounds, requests: AtomicU64::new(0) })
    }

    /// Returns how many requests were sent.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Asks about these values, and says of each what came of it, in their order. What is beyond a bound is not asked.
    pub fn ask(&self, asked: &[(Question, &[u8])]) -> Vec<Verification> {
        let round = Round {
            started: Instant::now(),
            next: AtomicUsize::new(0),
            busy: Mutex::default(),
            said: Mutex::new(vec![Verification::Unknown(Unsure::NotAsked); asked.len()]),
        };
        let sent = usize::try_from(self.requests()).unwrap_or(usize::MAX);
        let asked = asked.get(..self.bounds.requests.saturating_sub(sent)).unwrap_or(asked);
        thread::scope(|scope| {
            for _ in 1..self.bounds.at_once.get().min(asked.len()) {
                // Where no thread can be had, this one asks alone.
                let _ = thread::Builder::new().spawn_scoped(scope, || self.work(asked, &round));
            }
            self.work(asked, &round);
        });
        round.said.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks one after the other until nothing or no time is left.
    fn work(&self, asked: &[(Question, &[u8])], round: &Round) {
        loop {
            let index = round.next.fetch_add(1, Ordering::Relaxed);
            let Some((question, value)) = asked.get(index) else { return };
            let left = self.bounds.all.saturating_sub(round.started.elapsed());
            if left.is_zero() {
                return;
            }
            let said = if lock(&round.busy).contains(question.host) {
                Verification::Unknown(Unsure::RateLimited)
            } else {
                self.requests.fetch_add(1, Ordering::Relaxed);
                self.client.fetch(question, value, left.min(self.bounds.each))
            };
            if said == Verification::Unknown(Unsure::RateLimited) {
                // Who goes on asking is shut out for longer.
                lock(&round.busy).insert(question.host);
            }
            if let Some(place) = lock(&round.said).get_mut(index) {
                *place = said;
            }
        }
    }
}

/// What the threads of one round share.
struct Round {
    started: Instant,
    next: AtomicUsize,
    /// Hosts that want fewer requests.
    busy: Mutex<BTreeSet<&'static str>>,
    said: Mutex<Vec<Verification>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
