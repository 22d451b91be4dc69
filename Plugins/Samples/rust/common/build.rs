//! Flags for the linker: what is missing is found here and not when the host loads the file, and a plugin is never
//! unloaded.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-cdylib-link-arg=-Wl,-z,defs");
    println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
}
