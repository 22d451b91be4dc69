//! A thread as the host's rules want it: signals are the host's, so all are blocked but those of faults, and there is a
//! signal stack, so that a fault can be recorded even when the thread's own stack is used up.

use std::ffi::c_void;
use std::io;
use std::thread::{Builder, JoinHandle};

/// `sigset_t` of Linux.
type SignalSet = [u64; 16];

/// `stack_t` of Linux.
#[repr(C)]
struct SignalStack {
    start: *mut c_void,
    flags: i32,
    size: usize,
}

extern "C" {
    fn pthread_sigmask(how: i32, new: *const SignalSet, old: *mut SignalSet) -> i32;
    fn sigaltstack(new: *const SignalStack, old: *mut SignalStack) -> i32;
}

const SIG_SETMASK: i32 = 2;
const SS_DISABLE: i32 = 2;
/// ILL, TRAP, ABRT, BUS, FPE, SEGV: raised on the thread that caused them.
const FAULTS: [u32; 6] = [4, 5, 6, 7, 8, 11];

/// Starts a thread, to be joined in `deactivate`.
pub fn start(body: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    let mut blocked: SignalSet = [!0; 16];
    for fault in FAULTS {
        blocked[0] &= !(1 << (fault - 1));
    }
    let mut before: SignalSet = [0; 16];
    // A thread starts with the mask of the one that made it, so no signal reaches it in between.
    unsafe { pthread_sigmask(SIG_SETMASK, &blocked, &mut before) };
    let thread = Builder::new().name("plugin".into()).spawn(move || {
        let mut memory = vec![0u8; 64 * 1024];
        let stack = SignalStack { start: memory.as_mut_ptr().cast(), flags: 0, size: memory.len() };
        let none = SignalStack { start: std::ptr::null_mut(), flags: SS_DISABLE, size: 0 };
        unsafe { sigaltstack(&stack, std::ptr::null_mut()) };
        body();
        unsafe { sigaltstack(&none, std::ptr::null_mut()) };
    });
    unsafe { pthread_sigmask(SIG_SETMASK, &before, std::ptr::null_mut()) };
    thread
}
