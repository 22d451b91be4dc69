//! A host as small as can be, for tests: configures the plugin's stage type and calls it through its C table.
#![allow(dead_code)]

use std::ffi::{c_char, c_void, CStr};
use std::ptr::{null, null_mut};
use std::sync::{Condvar, Mutex};
use PLUGIN_CRATE::abi::*;

/// What the plugin said.
#[derive(Default, Debug)]
pub struct Said {
    pub problem_at: String,
    pub code: String,
    pub sentence: String,
    pub reason: String,
    pub headers: Vec<(String, String)>,
    pub content_type: String,
    pub body: Vec<u8>,
    pub completions: Vec<Completion>,
}

#[derive(Clone, Debug)]
pub struct Completion {
    pub token: u64,
    pub outcome: i32,
    pub sent: u32,
    pub code: String,
    pub sentence: String,
}

/// Everything that was said, for one stage at a time: a test file has one test.
static SAID: Mutex<Option<Said>> = Mutex::new(None);
static CAME: Condvar = Condvar::new();
/// The most that a body may have.
pub static LIMIT: Mutex<usize> = Mutex::new(1 << 20);

fn say(change: impl FnOnce(&mut Said)) {
    change(SAID.lock().unwrap().get_or_insert_with(Said::default));
    CAME.notify_all();
}

/// Takes what was said since the last time.
pub fn said() -> Said {
    SAID.lock().unwrap().take().unwrap_or_default()
}

/// Waits until so many attempts have ended, and gives them.
pub fn completions(count: usize) -> Vec<Completion> {
    let waiting = |said: &mut Option<Said>| said.as_ref().map_or(0, |said| said.completions.len()) < count;
    let said = CAME.wait_while(SAID.lock().unwrap(), waiting).unwrap();
    said.as_ref().map(|said| said.completions.clone()).unwrap_or_default()
}

fn view(text: &[u8]) -> penstock_bytes {
    penstock_bytes { ptr: text.as_ptr(), len: text.len() }
}

unsafe fn text(bytes: penstock_bytes) -> String {
    if bytes.ptr.is_null() {
        return String::new();
    }
    String::from_utf8_lossy(std::slice::from_raw_parts(bytes.ptr, bytes.len)).into_owned()
}

unsafe extern "C" fn problem(
    _: *const penstock_report,
    _: u32,
    pointer: penstock_bytes,
    _: i64,
    sentence: penstock_bytes,
) {
    let (pointer, sentence) = (text(pointer), text(sentence));
    say(|said| (said.problem_at, said.sentence) = (pointer, sentence));
}
unsafe extern "C" fn reads(_: *const penstock_report, _: penstock_bytes, _: penstock_bytes) {}
unsafe extern "C" fn reads_at(_: *const penstock_report, _: penstock_bytes, _: i64, _: penstock_bytes, _: u32) {}
unsafe extern "C" fn log(_: *const penstock_host, _: u32, line: penstock_bytes) {
    eprintln!("log: {}", text(line));
}
unsafe extern "C" fn service(_: *const penstock_host, _: *const c_char, _: u32) -> *const c_void {
    null()
}
unsafe extern "C" fn complete(_: *const penstock_host, result: *const penstock_result) {
    let result = &*result;
    let completion = Completion {
        token: result.token,
        outcome: result.outcome,
        sent: result.sent,
        code: text(result.code),
        sentence: text(result.sentence),
    };
    say(|said| said.completions.push(completion));
}
unsafe extern "C" fn fail(_: *const penstock_call, code: penstock_bytes, sentence: penstock_bytes) {
    let (code, sentence) = (text(code), text(sentence));
    say(|said| (said.code, said.sentence) = (code, sentence));
}
unsafe extern "C" fn explain(_: *const penstock_call, reason: penstock_bytes) {
    let reason = text(reason);
    say(|said| said.reason = reason);
}
unsafe extern "C" fn grow(output: *mut penstock_output, capacity: usize) -> i32 {
    if capacity > *LIMIT.lock().unwrap() {
        return PENSTOCK_FAIL_LIMIT;
    }
    let buffer = &mut *(*output).handle.cast::<Vec<u8>>();
    buffer.resize(capacity, 0);
    (*output).buffer = buffer.as_mut_ptr();
    (*output).capacity = capacity;
    PENSTOCK_OK
}
unsafe extern "C" fn set_content_type(_: *mut penstock_output, value: penstock_bytes) {
    let value = text(value);
    say(|said| said.content_type = value);
}
unsafe extern "C" fn set_header(_: *mut penstock_output, name: penstock_bytes, value: penstock_bytes) {
    let header = (text(name), text(value));
    say(|said| said.headers.push(header));
}
unsafe extern "C" fn set_two(_: *mut penstock_output, _: penstock_bytes, _: penstock_bytes) {}

const LEVEL: u32 = PENSTOCK_INFO;

/// A configured stage with one instance.
pub struct Stage {
    stage_type: *const penstock_stage_type,
    shared: *mut c_void,
    instance: *mut c_void,
    /// The plugin may keep its pointer until it is released.
    host: Box<penstock_host>,
}

impl Stage {
    /// Configures the plugin's stage type with JSON that fits its schema; or gives its verdict.
    pub fn new(json: &str) -> Result<Stage, i32> {
        let report = penstock_report { size: 40, reserved: 0, handle: null_mut(), problem, reads, reads_at };
        let host = Box::new(penstock_host {
            size: std::mem::size_of::<penstock_host>() as u32,
            abi_minor: PENSTOCK_ABI_MINOR,
            handle: null_mut(),
            log_level: &LEVEL,
            pipeline: view(b"tests"),
            stage: view(b"stages/0"),
            log,
            complete,
            service,
        });
        let info = penstock_host_info {
            size: std::mem::size_of::<penstock_host_info>() as u32,
            abi_minor: PENSTOCK_ABI_MINOR,
            name: c"tests".as_ptr(),
            version: c"0.0.0".as_ptr(),
        };
        unsafe {
            let library = PLUGIN_CRATE::penstock_plugin_v1(&info);
            assert_eq!(library, PLUGIN_CRATE::penstock_plugin_v1(&info));
            let stage_type = *(*library).stages;
            assert_eq!(CStr::from_ptr((*stage_type).id), c"PLUGIN_ID");
            let mut stage = Stage { stage_type, shared: null_mut(), instance: null_mut(), host };
            let ops = &*(*stage_type).ops;
            let shared = &mut stage.shared;
            let verdict = (ops.configure)(stage_type, &*stage.host, json.as_ptr(), json.len(), &report, shared);
            if verdict != PENSTOCK_OK {
                return Err(verdict);
            }
            assert_eq!((ops.create)(stage.shared, 0, &report, &mut stage.instance), PENSTOCK_OK);
            if let Some(activate) = ops.activate {
                assert_eq!(activate(stage.instance, &report), PENSTOCK_OK);
            }
            Ok(stage)
        }
    }

    pub fn ops(&self) -> &penstock_ops {
        unsafe { &*(*self.stage_type).ops }
    }

    /// Calls a filter.
    pub fn filter(&self, data: &[u8]) -> i32 {
        with_message(data, data, 0, |message, call| unsafe {
            self.ops().filter.unwrap()(self.instance, message, call)
        })
    }

    /// Calls a transform; the new body is among what was said.
    pub fn transform(&self, body: &[u8]) -> i32 {
        let op = self.ops().transform.unwrap();
        self.write(body, |message, output, call| unsafe { op(self.instance, message, output, call) })
    }

    /// Calls a signer.
    pub fn sign(&self, body: &[u8]) -> i32 {
        let op = self.ops().sign.unwrap();
        self.write(body, |message, output, call| unsafe { op(self.instance, message, output, call) })
    }

    fn write(
        &self,
        body: &[u8],
        op: impl FnOnce(*const penstock_message, *mut penstock_output, *const penstock_call) -> i32,
    ) -> i32 {
        let mut buffer: Vec<u8> = Vec::new();
        let mut output = penstock_output {
            size: std::mem::size_of::<penstock_output>() as u32,
            reserved: 0,
            handle: (&mut buffer as *mut Vec<u8>).cast(),
            buffer: null_mut(),
            capacity: 0,
            length: 0,
            slice_offset: 0,
            slice_length: 0,
            grow,
            set_content_type,
            set_header,
            set_attribute: set_two,
            set_target: set_two,
        };
        let verdict = with_message(b"{}", body, 0, |message, call| op(message, &mut output, call));
        buffer.truncate(output.length);
        say(|said| said.body = buffer);
        verdict
    }

    /// Submits an attempt; what it lends lives until the tests end.
    pub fn submit(&self, token: u64, body: &'static [u8], flags: u32) -> i32 {
        with_message(b"{}", body, flags, |message, call| unsafe {
            let mut kept = *message;
            kept.event = Box::leak(Box::new(*kept.event));
            let delivery = penstock_delivery {
                size: std::mem::size_of::<penstock_delivery>() as u32,
                reserved: 0,
                token,
                message: Box::leak(Box::new(kept)),
                call: Box::leak(Box::new(*call)),
                resume: view(b""),
            };
            self.ops().submit.unwrap()(self.instance, Box::leak(Box::new(delivery)))
        })
    }

    /// Asks a transport to complete everything.
    pub fn drain(&self, budget_us: i64) -> i32 {
        unsafe { self.ops().drain.unwrap()(self.instance, budget_us) }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if self.instance.is_null() {
            return;
        }
        unsafe {
            if let Some(deactivate) = self.ops().deactivate {
                deactivate(self.instance);
            }
            (self.ops().destroy)(self.instance);
            (self.ops().release)(self.shared);
        }
    }
}

fn with_message<R>(
    data: &[u8],
    body: &[u8],
    flags: u32,
    work: impl FnOnce(*const penstock_message, *const penstock_call) -> R,
) -> R {
    let event = penstock_event {
        size: std::mem::size_of::<penstock_event>() as u32,
        reserved: 0,
        id: view(b"evt-1"),
        r#type: view(b"course.completed"),
        source: view(b"/lms"),
        subject: view(b""),
        data_content_type: view(b"application/json"),
        time: view(b"2026-01-01T00:00:00Z"),
        time_us: 1_767_225_600_000_000,
        data: view(data),
        json: view(data),
        attributes: null(),
        attribute_count: 0,
    };
    let message = penstock_message {
        size: std::mem::size_of::<penstock_message>() as u32,
        reserved: 0,
        event: &event,
        body: view(body),
        content_type: view(b"application/json"),
        method: view(b""),
        target: view(b""),
        headers: null(),
        header_count: 0,
        attributes: null(),
        attribute_count: 0,
    };
    let call = penstock_call {
        size: std::mem::size_of::<penstock_call>() as u32,
        flags,
        attempt: 1,
        reserved: 0,
        now_us: 1_767_225_600_000_000,
        budget_us: 5_000_000,
        delivery: view(b"dlv_1"),
        pipeline: view(b"tests"),
        replay_of: view(b""),
        handle: null_mut(),
        fail,
        explain,
    };
    work(&message, &call)
}
