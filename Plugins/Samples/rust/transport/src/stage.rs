//! A transport: appends every message to a file, a line each, and reports it delivered when the line is on disk.
//!
//! ```yaml
//! - transport: PLUGIN_ID
//!   with: { file: "spool.txt" }          # "delivery id", a tab, the body
//! ```
//!
//! It shows what a transport owes: `submit` returns at once, each attempt is completed exactly once, and the slow work
//! happens on a thread of its own, which lives between `activate` and `deactivate`. That thread takes all that waits at
//! once, so that many messages share one fsync.

#[path = "own_thread.rs"]
mod own_thread;

use crate::abi::*;
use crate::kit::*;
use std::ffi::CStr;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

pub type Offered = Spool;
pub const KIND: u32 = PENSTOCK_TRANSPORT;
pub const OPS: penstock_ops = transport_ops::<Spool>();

pub struct Spool {
    line: Arc<Line>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Stage for Spool {
    const ID: &'static CStr = c"PLUGIN_ID";
    const SUMMARY: &'static CStr = c"Appends every message to a file, a line each, and waits for the disk.";
    const SCHEMA: &'static CStr = cr#"{
        "type": "object", "required": ["file"], "additionalProperties": false,
        "properties": {
            "file": {
                "type": "string", "minLength": 1, "maxLength": 255,
                "description": "The file to append to; a relative path starts where the host was started."
            }
        },
        "examples": [{ "file": "spool.txt" }]
    }"#;

    fn new(setup: &Setup) -> Result<Self, Problem> {
        match setup.text("file") {
            Some(file) if !file.is_empty() && file.len() <= 255 && !file.contains('\0') => Ok(Spool {
                line: Arc::new(Line { file, state: Mutex::default(), changed: Condvar::new() }),
                thread: Mutex::new(None),
            }),
            _ => Err(Problem { pointer: "/file", sentence: "a path of at most 255 bytes is needed".into() }),
        }
    }
}

impl Transport for Spool {
    fn activate(&self) -> Result<(), Problem> {
        self.line.state().ends = false;
        let line = Arc::clone(&self.line);
        let thread = own_thread::start(move || line.run())
            .map_err(|error| Problem { pointer: "", sentence: format!("no thread could be started: {error}") })?;
        *locked(&self.thread) = Some(thread);
        Ok(())
    }

    fn deactivate(&self) {
        self.line.state().ends = true;
        self.line.changed.notify_all();
        if let Some(thread) = locked(&self.thread).take() {
            let _ = thread.join();
        }
    }

    fn submit(&self, delivery: Delivery) {
        let (outcome, code, sentence) = if delivery.call().is_trial() {
            (PENSTOCK_DELIVERED, "trial", "a trial: nothing was written")
        } else if delivery.message().body().contains(&b'\n') {
            (PENSTOCK_PERMANENT, "not-one-line", "the body has several lines, and the file has one for each message")
        } else {
            let mut state = self.line.state();
            let batch = &mut state.waiting;
            batch.lines.extend_from_slice(delivery.call().delivery());
            batch.lines.push(b'\t');
            batch.lines.extend_from_slice(delivery.message().body());
            batch.lines.push(b'\n');
            batch.deliveries.push(delivery);
            drop(state);
            return self.line.changed.notify_all();
        };
        delivery.complete(Ending { outcome, sent: PENSTOCK_SENT_NO, code, sentence });
    }

    /// Waits until everything is written; what is not by then is completed as it stands.
    fn drain(&self, budget: Duration) {
        let busy = |state: &mut State| !state.waiting.deliveries.is_empty() || state.busy;
        let waited = self.line.changed.wait_timeout_while(self.line.state(), budget, busy);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        let writing = std::mem::take(&mut state.writing);
        let waiting = std::mem::take(&mut state.waiting).deliveries;
        drop(state);
        let ending = Ending { outcome: PENSTOCK_TRANSIENT, sent: PENSTOCK_SENT_MAYBE, code: "cut", sentence: "" };
        complete_all(writing, Ending { sentence: "the host ended before it was on disk", ..ending });
        let unsent = Ending { sent: PENSTOCK_SENT_NO, ..ending };
        complete_all(waiting, Ending { sentence: "the host ended before it was written", ..unsent });
    }
}

// ------------------------------------------------------------------------------------------------------- The thread

/// Lines, and the attempts that they belong to.
#[derive(Default)]
struct Batch {
    lines: Vec<u8>,
    deliveries: Vec<Delivery>,
}

#[derive(Default)]
struct State {
    /// Taken by the thread next.
    waiting: Batch,
    /// Whoever takes these completes them.
    writing: Vec<Delivery>,
    /// The thread writes or completes.
    busy: bool,
    ends: bool,
}

/// What stages and the thread share.
struct Line {
    file: String,
    state: Mutex<State>,
    changed: Condvar,
}

impl Line {
    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }

    fn run(&self) {
        loop {
            let idle = |state: &mut State| state.waiting.deliveries.is_empty() && !state.ends;
            let waited = self.changed.wait_while(self.state(), idle);
            let mut state = waited.unwrap_or_else(PoisonError::into_inner);
            if state.waiting.deliveries.is_empty() {
                return;
            }
            let batch = std::mem::take(&mut state.waiting);
            state.writing = batch.deliveries;
            state.busy = true;
            drop(state);

            let written = self.write(&batch.lines);

            let deliveries = std::mem::take(&mut self.state().writing);
            match written {
                Ok(()) => complete_all(
                    deliveries,
                    Ending {
                        outcome: PENSTOCK_DELIVERED,
                        sent: PENSTOCK_SENT_YES,
                        code: "written",
                        sentence: "it is on disk",
                    },
                ),
                Err(error) => complete_all(
                    deliveries,
                    Ending {
                        outcome: PENSTOCK_TRANSIENT,
                        sent: PENSTOCK_SENT_NO,
                        code: "not-written",
                        sentence: &format!("{} cannot be written: {error}", self.file),
                    },
                ),
            }
            self.state().busy = false;
            self.changed.notify_all();
        }
    }

    /// Opens the file for each batch, so that one that was moved away or a directory that was mended is noticed.
    fn write(&self, lines: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().append(true).create(true).mode(0o640).open(&self.file)?;
        let before = file.metadata()?.len();
        if let Err(error) = file.write_all(lines) {
            // Half a line would run into the next one.
            file.set_len(before)?;
            return Err(error);
        }
        file.sync_all()
    }
}

/// Never under the lock: the host may call again before this returns.
fn complete_all(deliveries: Vec<Delivery>, ending: Ending) {
    for delivery in deliveries {
        delivery.complete(ending);
    }
}

/// What a lock guards, also after a panic under it.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
