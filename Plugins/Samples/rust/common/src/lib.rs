//! What this plugin says of itself. Everything here is static: the host may ask any number of times and gets the same
//! table, and nothing starts before it configures a stage.

pub mod abi;
mod json;
mod kit;
mod stage;

use abi::*;
use kit::Fixed;

static OPS: Fixed<penstock_ops> = Fixed(stage::OPS);
static STAGE: Fixed<penstock_stage_type> = Fixed(kit::stage_type::<stage::Offered>(stage::KIND, &OPS.0));
static STAGES: Fixed<[*const penstock_stage_type; 1]> = Fixed([&STAGE.0]);

static LIBRARY: Fixed<penstock_library> = Fixed(penstock_library {
    size: std::mem::size_of::<penstock_library>() as u32,
    abi_minor: PENSTOCK_ABI_MINOR,
    needs_host_minor: 0,
    flags: 0,
    id: c"PLUGIN_ID".as_ptr(),
    version: c"1.0.0".as_ptr(),
    vendor: c"PLUGIN_VENDOR".as_ptr(),
    stage_count: STAGES.0.len(),
    stages: STAGES.0.as_ptr(),
});

/// Who compiled this file, where the host looks for it before it loads anything.
#[used]
#[link_section = "penstock_abi"]
static IDENTITY: [u8; 30] = *b"penstock-abi=1 compiler=rustc\0";

/// The entry, the one symbol that is exported.
#[no_mangle]
pub extern "C" fn penstock_plugin_v1(_: *const penstock_host_info) -> *const penstock_library {
    // The linker drops what nothing refers to.
    std::hint::black_box(&IDENTITY);
    &LIBRARY.0
}
