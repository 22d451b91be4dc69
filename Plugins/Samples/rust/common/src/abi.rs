//! `penstock.h`, major version 1, in the words of Rust. What each field means, who owns it and how long it lives stands
//! in the header; `tests/layout.rs` compares every size and offset here with those that Penstock has committed to.
#![allow(non_camel_case_types)]

use std::ffi::{c_char, c_void};

pub const PENSTOCK_ABI_MINOR: u32 = 0;

pub const PENSTOCK_FILTER: u32 = 1;
pub const PENSTOCK_TRANSFORM: u32 = 2;
pub const PENSTOCK_SIGN: u32 = 3;
pub const PENSTOCK_TRANSPORT: u32 = 4;

pub const PENSTOCK_OK: i32 = 0;
pub const PENSTOCK_PASS: i32 = 0;
pub const PENSTOCK_DROP: i32 = 1;
pub const PENSTOCK_WROTE: i32 = 0;
pub const PENSTOCK_UNCHANGED: i32 = 1;
pub const PENSTOCK_SLICE: i32 = 2;
pub const PENSTOCK_FAIL_TRANSIENT: i32 = -1;
pub const PENSTOCK_FAIL_PERMANENT: i32 = -2;
pub const PENSTOCK_FAIL_CONFIGURATION: i32 = -3;
pub const PENSTOCK_FAIL_LIMIT: i32 = -4;

pub const PENSTOCK_DELIVERED: i32 = 0;
pub const PENSTOCK_TRANSIENT: i32 = 1;
pub const PENSTOCK_PERMANENT: i32 = 2;
pub const PENSTOCK_GONE: i32 = 3;
pub const PENSTOCK_CONFIGURATION: i32 = 4;

pub const PENSTOCK_SENT_NO: u32 = 0;
pub const PENSTOCK_SENT_MAYBE: u32 = 1;
pub const PENSTOCK_SENT_YES: u32 = 2;

pub const PENSTOCK_CALL_TRIAL: u32 = 1;
pub const PENSTOCK_CALL_TEST: u32 = 2;
pub const PENSTOCK_CALL_REPLAY: u32 = 4;

pub const PENSTOCK_INFO: u32 = 2;
pub const PENSTOCK_WARNING: u32 = 4;
pub const PENSTOCK_ERROR: u32 = 5;

/// Defines the tables, and a dump of their sizes and offsets for the test.
macro_rules! tables {
    ($($name:ident { $($field:ident: $type:ty,)* })*) => {
        $(
            #[repr(C)]
            #[derive(Clone, Copy)]
            pub struct $name { $(pub $field: $type,)* }
        )*

        /// The size of every table and the offset of every field, a line each.
        pub fn layout() -> String {
            let mut lines = String::new();
            $(
                lines += &format!("{} {}\n", stringify!($name), std::mem::size_of::<$name>());
                $(
                    let name = stringify!($field).trim_start_matches("r#");
                    lines += &format!("  {} {}\n", name, std::mem::offset_of!($name, $field));
                )*
            )*
            lines
        }
    };
}

tables! {
    penstock_bytes {
        ptr: *const u8,
        len: usize,
    }
    penstock_header {
        name: penstock_bytes,
        value: penstock_bytes,
    }
    penstock_event {
        size: u32,
        reserved: u32,
        id: penstock_bytes,
        r#type: penstock_bytes,
        source: penstock_bytes,
        subject: penstock_bytes,
        data_content_type: penstock_bytes,
        time: penstock_bytes,
        time_us: i64,
        data: penstock_bytes,
        json: penstock_bytes,
        attributes: *const penstock_header,
        attribute_count: usize,
    }
    penstock_message {
        size: u32,
        reserved: u32,
        event: *const penstock_event,
        body: penstock_bytes,
        content_type: penstock_bytes,
        method: penstock_bytes,
        target: penstock_bytes,
        headers: *const penstock_header,
        header_count: usize,
        attributes: *const penstock_header,
        attribute_count: usize,
    }
    penstock_call {
        size: u32,
        flags: u32,
        attempt: u32,
        reserved: u32,
        now_us: i64,
        budget_us: i64,
        delivery: penstock_bytes,
        pipeline: penstock_bytes,
        replay_of: penstock_bytes,
        handle: *mut c_void,
        fail: unsafe extern "C" fn(*const penstock_call, penstock_bytes, penstock_bytes),
        explain: unsafe extern "C" fn(*const penstock_call, penstock_bytes),
    }
    penstock_output {
        size: u32,
        reserved: u32,
        handle: *mut c_void,
        buffer: *mut u8,
        capacity: usize,
        length: usize,
        slice_offset: usize,
        slice_length: usize,
        grow: unsafe extern "C" fn(*mut penstock_output, usize) -> i32,
        set_content_type: unsafe extern "C" fn(*mut penstock_output, penstock_bytes),
        set_header: unsafe extern "C" fn(*mut penstock_output, penstock_bytes, penstock_bytes),
        set_attribute: unsafe extern "C" fn(*mut penstock_output, penstock_bytes, penstock_bytes),
        set_target: unsafe extern "C" fn(*mut penstock_output, penstock_bytes, penstock_bytes),
    }
    penstock_delivery {
        size: u32,
        reserved: u32,
        token: u64,
        message: *const penstock_message,
        call: *const penstock_call,
        resume: penstock_bytes,
    }
    penstock_timings {
        size: u32,
        reserved: u32,
        name_us: i64,
        connect_us: i64,
        tls_us: i64,
        first_byte_us: i64,
        total_us: i64,
    }
    penstock_recipient {
        size: u32,
        outcome: i32,
        status: i32,
        reserved: u32,
        address: penstock_bytes,
        reply: penstock_bytes,
    }
    penstock_result {
        size: u32,
        flags: u32,
        token: u64,
        outcome: i32,
        status: i32,
        sent: u32,
        reserved: u32,
        retry_after_ms: i64,
        timings: *const penstock_timings,
        code: penstock_bytes,
        sentence: penstock_bytes,
        response_head: penstock_bytes,
        response_body: penstock_bytes,
        recipients: *const *const penstock_recipient,
        recipient_count: usize,
        attributes: *const penstock_header,
        attribute_count: usize,
        resume: penstock_bytes,
    }
    penstock_report {
        size: u32,
        reserved: u32,
        handle: *mut c_void,
        problem: unsafe extern "C" fn(*const penstock_report, u32, penstock_bytes, i64, penstock_bytes),
        reads: unsafe extern "C" fn(*const penstock_report, penstock_bytes, penstock_bytes),
        reads_at: unsafe extern "C" fn(*const penstock_report, penstock_bytes, i64, penstock_bytes, u32),
    }
    penstock_host {
        size: u32,
        abi_minor: u32,
        handle: *mut c_void,
        log_level: *const u32,
        pipeline: penstock_bytes,
        stage: penstock_bytes,
        log: unsafe extern "C" fn(*const penstock_host, u32, penstock_bytes),
        complete: unsafe extern "C" fn(*const penstock_host, *const penstock_result),
        service: unsafe extern "C" fn(*const penstock_host, *const c_char, u32) -> *const c_void,
    }
    penstock_ops {
        size: u32,
        reserved: u32,
        configure: unsafe extern "C" fn(
            *const penstock_stage_type,
            *const penstock_host,
            *const u8,
            usize,
            *const penstock_report,
            *mut *mut c_void,
        ) -> i32,
        release: unsafe extern "C" fn(*mut c_void),
        create: unsafe extern "C" fn(*mut c_void, u32, *const penstock_report, *mut *mut c_void) -> i32,
        destroy: unsafe extern "C" fn(*mut c_void),
        activate: Option<unsafe extern "C" fn(*mut c_void, *const penstock_report) -> i32>,
        deactivate: Option<unsafe extern "C" fn(*mut c_void)>,
        filter: Option<unsafe extern "C" fn(*mut c_void, *const penstock_message, *const penstock_call) -> i32>,
        transform: Option<
            unsafe extern "C" fn(
                *mut c_void,
                *const penstock_message,
                *mut penstock_output,
                *const penstock_call,
            ) -> i32,
        >,
        sign: Option<
            unsafe extern "C" fn(
                *mut c_void,
                *const penstock_message,
                *mut penstock_output,
                *const penstock_call,
            ) -> i32,
        >,
        verify: Option<unsafe extern "C" fn(*mut c_void, *const penstock_message, *const penstock_call) -> i32>,
        prepare: Option<
            unsafe extern "C" fn(
                *mut c_void,
                *const penstock_message,
                *mut penstock_output,
                *const penstock_call,
            ) -> i32,
        >,
        submit: Option<unsafe extern "C" fn(*mut c_void, *const penstock_delivery) -> i32>,
        cancel: Option<unsafe extern "C" fn(*mut c_void, u64)>,
        drain: Option<unsafe extern "C" fn(*mut c_void, i64) -> i32>,
        foresee: Option<unsafe extern "C" fn(*const penstock_stage_type, *const penstock_bytes, usize)>,
    }
    penstock_stage_type {
        size: u32,
        kind: u32,
        id: *const c_char,
        summary: *const c_char,
        schema: *const c_char,
        ops: *const penstock_ops,
        context: *mut c_void,
    }
    penstock_library {
        size: u32,
        abi_minor: u32,
        needs_host_minor: u32,
        flags: u32,
        id: *const c_char,
        version: *const c_char,
        vendor: *const c_char,
        stage_count: usize,
        stages: *const *const penstock_stage_type,
    }
    penstock_host_info {
        size: u32,
        abi_minor: u32,
        name: *const c_char,
        version: *const c_char,
    }
}
