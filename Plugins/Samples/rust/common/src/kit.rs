//! What lies between `penstock.h` and a stage written as a Rust type. A stage is made from a [`Setup`], is shared by all
//! threads, and has the function of its kind. Everything unsafe is here, and nothing unwinds into the host.
// A plugin uses the part that its kind needs.
#![allow(dead_code)]

use crate::abi::*;
use std::ffi::{c_char, c_void, CStr};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::time::Duration;

/// One step of a pipeline.
pub trait Stage: Send + Sync + Sized + 'static {
    /// The name in YAML.
    const ID: &'static CStr;
    /// One sentence about what it does.
    const SUMMARY: &'static CStr;
    /// JSON Schema 2020-12 of the configuration.
    const SCHEMA: &'static CStr;

    /// Checks a configuration and makes what all threads share.
    fn new(setup: &Setup) -> Result<Self, Problem>;
}

pub trait Filter: Stage {
    fn filter(&self, message: &Message, call: &Call) -> Result<Verdict, Failure>;
}

pub trait Transform: Stage {
    fn transform(&self, message: &Message, output: &mut Output, call: &Call) -> Result<BodyVerdict, Failure>;
}

pub trait Signer: Stage {
    fn sign(&self, message: &Message, output: &mut Output, call: &Call) -> Result<BodyVerdict, Failure>;
}

pub trait Transport: Stage {
    /// Before the first delivery: start threads, open what is kept open.
    fn activate(&self) -> Result<(), Problem>;
    /// After the last one, and after `drain`.
    fn deactivate(&self);
    /// Begins an attempt and returns at once; `delivery.complete` follows, on any thread.
    fn submit(&self, delivery: Delivery);
    /// Completes every attempt within the budget.
    fn drain(&self, budget: Duration);
}

/// A filter's answer.
pub enum Verdict {
    Pass,
    /// The delivery ends as filtered; say why with [`Call::explain`].
    Drop,
}

/// What a transform or a signer did to the body.
pub enum BodyVerdict {
    /// The output holds the new body.
    Wrote,
    /// The body stays; headers that were set count all the same.
    Unchanged,
}

/// Something wrong in the configuration.
pub struct Problem {
    /// A JSON Pointer into the configuration; empty for the whole.
    pub pointer: &'static str,
    pub sentence: String,
}

/// Why a call could not do its work.
pub struct Failure {
    /// `PENSTOCK_FAIL_…`.
    pub verdict: i32,
    /// A stable word for programs.
    pub code: &'static str,
    /// What is wrong, for people.
    pub sentence: String,
}

/// No verdict of the interface: the host takes it as a fault of the plugin and holds the delivery.
const FAULT: i32 = -100;

// ------------------------------------------------------------------------------------------------------------- Views

fn view(text: &str) -> penstock_bytes {
    penstock_bytes { ptr: text.as_ptr(), len: text.len() }
}

/// # Safety
/// The bytes are the host's and valid for `'a`.
unsafe fn slice<'a>(bytes: penstock_bytes) -> &'a [u8] {
    if bytes.ptr.is_null() {
        &[]
    } else {
        std::slice::from_raw_parts(bytes.ptr, bytes.len)
    }
}

/// What a stage is made of.
pub struct Setup<'a> {
    json: &'a [u8],
    host: *const penstock_host,
}

impl Setup<'_> {
    /// A text at the top of the configuration; nothing when it is missing or no text.
    pub fn text(&self, name: &str) -> Option<String> {
        crate::json::text(self.json, name)
    }

    pub fn host(&self) -> Host {
        Host(self.host)
    }
}

/// The host's services for one configured stage; valid as long as the stage.
#[derive(Clone, Copy)]
pub struct Host(*const penstock_host);

// Its functions may be called from any thread.
unsafe impl Send for Host {}
unsafe impl Sync for Host {}

impl Host {
    /// Writes a line to the log; the text is only made when its level is kept.
    pub fn log(&self, level: u32, text: impl FnOnce() -> String) {
        unsafe {
            if level >= *(*self.0).log_level {
                ((*self.0).log)(self.0, level, view(&text()));
            }
        }
    }
}

/// The event, and what the stages so far made of it.
pub struct Message<'a>(&'a penstock_message);

impl<'a> Message<'a> {
    /// The whole event as JSON, until a transform writes another.
    pub fn body(&self) -> &'a [u8] {
        unsafe { slice(self.0.body) }
    }

    /// The JSON of the event's `data`.
    pub fn data(&self) -> &'a [u8] {
        unsafe { slice((*self.0.event).data) }
    }
}

/// The circumstances of one call.
pub struct Call<'a>(&'a penstock_call);

impl<'a> Call<'a> {
    /// The delivery's id, the same at every attempt.
    pub fn delivery(&self) -> &'a [u8] {
        unsafe { slice(self.0.delivery) }
    }

    /// Whether nothing may leave the machine.
    pub fn is_trial(&self) -> bool {
        self.0.flags & PENSTOCK_CALL_TRIAL != 0
    }

    /// Gives the reason of a verdict, one sentence.
    pub fn explain(&self, text: &str) {
        unsafe { (self.0.explain)(self.0, view(text)) }
    }

    fn fail(&self, failure: Failure) -> i32 {
        unsafe { (self.0.fail)(self.0, view(failure.code), view(&failure.sentence)) };
        failure.verdict
    }
}

/// Where a stage writes.
pub struct Output<'a>(&'a mut penstock_output);

impl Output<'_> {
    /// Makes room for so many bytes more.
    pub fn reserve(&mut self, count: usize) -> Result<(), Failure> {
        let whole = self.0.length + count;
        if whole <= self.0.capacity || unsafe { (self.0.grow)(self.0, whole) } == PENSTOCK_OK {
            return Ok(());
        }
        Err(Failure {
            verdict: PENSTOCK_FAIL_LIMIT,
            code: "body-too-large",
            sentence: "the new body exceeds the host's limit".into(),
        })
    }

    /// Appends bytes to the new body.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.reserve(bytes.len())?;
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), self.0.buffer.add(self.0.length), bytes.len()) };
        self.0.length += bytes.len();
        Ok(())
    }

    pub fn set_content_type(&mut self, value: &str) {
        unsafe { (self.0.set_content_type)(self.0, view(value)) }
    }

    pub fn set_header(&mut self, name: &str, value: &str) {
        unsafe { (self.0.set_header)(self.0, view(name), view(value)) }
    }
}

/// How an attempt ends.
#[derive(Clone, Copy)]
pub struct Ending<'a> {
    /// `PENSTOCK_DELIVERED` to `PENSTOCK_CONFIGURATION`.
    pub outcome: i32,
    /// `PENSTOCK_SENT_…`: may the other side have it?
    pub sent: u32,
    pub code: &'a str,
    pub sentence: &'a str,
}

/// One attempt. Its views are valid until it is completed, which takes it away; one that is dropped is completed too,
/// because the host waits for every attempt.
pub struct Delivery {
    raw: *const penstock_delivery,
    host: *const penstock_host,
}

// May be completed on any thread.
unsafe impl Send for Delivery {}

impl Delivery {
    pub fn message(&self) -> Message<'_> {
        Message(unsafe { &*(*self.raw).message })
    }

    pub fn call(&self) -> Call<'_> {
        Call(unsafe { &*(*self.raw).call })
    }

    pub fn complete(self, ending: Ending) {
        self.end(ending);
        std::mem::forget(self);
    }

    fn end(&self, ending: Ending) {
        let result = penstock_result {
            size: std::mem::size_of::<penstock_result>() as u32,
            flags: 0,
            token: unsafe { (*self.raw).token },
            outcome: ending.outcome,
            status: 0,
            sent: ending.sent,
            reserved: 0,
            retry_after_ms: -1,
            timings: std::ptr::null(),
            code: view(ending.code),
            sentence: view(ending.sentence),
            response_head: view(""),
            response_body: view(""),
            recipients: std::ptr::null(),
            recipient_count: 0,
            attributes: std::ptr::null(),
            attribute_count: 0,
            resume: view(""),
        };
        unsafe { ((*self.host).complete)(self.host, &result) };
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        self.end(Ending {
            outcome: PENSTOCK_TRANSIENT,
            sent: PENSTOCK_SENT_MAYBE,
            code: "dropped",
            sentence: "the plugin lost the attempt",
        });
    }
}

// ------------------------------------------------------------------------------------------ What the host calls of it

/// Runs a stage's function and turns a failure or a panic into a verdict.
fn guarded(call: &Call, body: impl FnOnce() -> Result<i32, Failure>) -> i32 {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(verdict)) => verdict,
        Ok(Err(failure)) => call.fail(failure),
        Err(_) => FAULT,
    }
}

unsafe fn report_problem(report: *const penstock_report, problem: &Problem) -> i32 {
    ((*report).problem)(report, PENSTOCK_ERROR, view(problem.pointer), -1, view(&problem.sentence));
    PENSTOCK_FAIL_CONFIGURATION
}

/// What a transport's instance is: the stage, and the host to complete at.
struct Configured<S> {
    stage: S,
    host: *const penstock_host,
}

unsafe extern "C" fn configure<S: Stage>(
    _: *const penstock_stage_type,
    host: *const penstock_host,
    json: *const u8,
    length: usize,
    report: *const penstock_report,
    shared: *mut *mut c_void,
) -> i32 {
    let setup = Setup { json: slice(penstock_bytes { ptr: json, len: length }), host };
    match catch_unwind(AssertUnwindSafe(|| S::new(&setup))) {
        Ok(Ok(stage)) => {
            *shared = Box::into_raw(Box::new(Configured { stage, host })).cast();
            PENSTOCK_OK
        }
        Ok(Err(problem)) => report_problem(report, &problem),
        Err(_) => report_problem(report, &Problem { pointer: "", sentence: "the plugin panicked".into() }),
    }
}

unsafe extern "C" fn release<S: Stage>(shared: *mut c_void) {
    drop(Box::from_raw(shared.cast::<Configured<S>>()));
}

/// One value serves all threads, so every instance is what is shared.
unsafe extern "C" fn create(
    shared: *mut c_void,
    _: u32,
    _: *const penstock_report,
    instance: *mut *mut c_void,
) -> i32 {
    *instance = shared;
    PENSTOCK_OK
}

unsafe extern "C" fn destroy(_: *mut c_void) {}

unsafe fn stage<'a, S: Stage>(instance: *mut c_void) -> &'a Configured<S> {
    &*instance.cast::<Configured<S>>()
}

unsafe extern "C" fn filter<S: Filter>(
    instance: *mut c_void,
    message: *const penstock_message,
    call: *const penstock_call,
) -> i32 {
    let (message, call) = (Message(&*message), Call(&*call));
    guarded(&call, || {
        Ok(match stage::<S>(instance).stage.filter(&message, &call)? {
            Verdict::Pass => PENSTOCK_PASS,
            Verdict::Drop => PENSTOCK_DROP,
        })
    })
}

fn verdict_of(verdict: BodyVerdict) -> i32 {
    match verdict {
        BodyVerdict::Wrote => PENSTOCK_WROTE,
        BodyVerdict::Unchanged => PENSTOCK_UNCHANGED,
    }
}

unsafe extern "C" fn transform<S: Transform>(
    instance: *mut c_void,
    message: *const penstock_message,
    output: *mut penstock_output,
    call: *const penstock_call,
) -> i32 {
    let (message, call) = (Message(&*message), Call(&*call));
    guarded(&call, || stage::<S>(instance).stage.transform(&message, &mut Output(&mut *output), &call).map(verdict_of))
}

unsafe extern "C" fn sign<S: Signer>(
    instance: *mut c_void,
    message: *const penstock_message,
    output: *mut penstock_output,
    call: *const penstock_call,
) -> i32 {
    let (message, call) = (Message(&*message), Call(&*call));
    guarded(&call, || stage::<S>(instance).stage.sign(&message, &mut Output(&mut *output), &call).map(verdict_of))
}

unsafe extern "C" fn activate<S: Transport>(instance: *mut c_void, report: *const penstock_report) -> i32 {
    match catch_unwind(AssertUnwindSafe(|| stage::<S>(instance).stage.activate())) {
        Ok(Ok(())) => PENSTOCK_OK,
        Ok(Err(problem)) => report_problem(report, &problem),
        Err(_) => FAULT,
    }
}

unsafe extern "C" fn deactivate<S: Transport>(instance: *mut c_void) {
    let _ = catch_unwind(AssertUnwindSafe(|| stage::<S>(instance).stage.deactivate()));
}

/// A delivery that a panic drops is completed by that, so this one always accepts.
unsafe extern "C" fn submit<S: Transport>(instance: *mut c_void, delivery: *const penstock_delivery) -> i32 {
    let configured = stage::<S>(instance);
    let delivery = Delivery { raw: delivery, host: configured.host };
    let _ = catch_unwind(AssertUnwindSafe(|| configured.stage.submit(delivery)));
    PENSTOCK_OK
}

unsafe extern "C" fn drain<S: Transport>(instance: *mut c_void, budget_us: i64) -> i32 {
    let budget = Duration::from_micros(budget_us.max(0) as u64);
    match catch_unwind(AssertUnwindSafe(|| stage::<S>(instance).stage.drain(budget))) {
        Ok(()) => PENSTOCK_OK,
        Err(_) => FAULT,
    }
}

const fn common_ops<S: Stage>() -> penstock_ops {
    penstock_ops {
        size: std::mem::size_of::<penstock_ops>() as u32,
        reserved: 0,
        configure: configure::<S>,
        release: release::<S>,
        create,
        destroy,
        activate: None,
        deactivate: None,
        filter: None,
        transform: None,
        sign: None,
        verify: None,
        prepare: None,
        submit: None,
        cancel: None,
        drain: None,
        foresee: None,
    }
}

pub const fn filter_ops<S: Filter>() -> penstock_ops {
    penstock_ops { filter: Some(filter::<S>), ..common_ops::<S>() }
}

pub const fn transform_ops<S: Transform>() -> penstock_ops {
    penstock_ops { transform: Some(transform::<S>), ..common_ops::<S>() }
}

pub const fn signer_ops<S: Signer>() -> penstock_ops {
    penstock_ops { sign: Some(sign::<S>), ..common_ops::<S>() }
}

pub const fn transport_ops<S: Transport>() -> penstock_ops {
    penstock_ops {
        activate: Some(activate::<S>),
        deactivate: Some(deactivate::<S>),
        submit: Some(submit::<S>),
        drain: Some(drain::<S>),
        ..common_ops::<S>()
    }
}

pub const fn stage_type<S: Stage>(kind: u32, ops: &'static penstock_ops) -> penstock_stage_type {
    penstock_stage_type {
        size: std::mem::size_of::<penstock_stage_type>() as u32,
        kind,
        id: S::ID.as_ptr() as *const c_char,
        summary: S::SUMMARY.as_ptr() as *const c_char,
        schema: S::SCHEMA.as_ptr() as *const c_char,
        ops,
        context: std::ptr::null_mut(),
    }
}

/// A table that never changes, although it holds pointers.
#[repr(transparent)]
pub struct Fixed<T>(pub T);

unsafe impl<T> Sync for Fixed<T> {}
