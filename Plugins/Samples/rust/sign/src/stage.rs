//! A signer: puts a checksum of the body into a header, CRC-32 as in zlib and in IEEE 802.3, eight hexadecimal digits.
//!
//! A checksum finds damage and no malice: whoever changes the body computes it anew. Where a receiver must know who
//! sent a message, use `standard-webhooks` or `hmac`, which ship with Penstock and take a secret.
//!
//! ```yaml
//! - sign: PLUGIN_ID
//!   with: { header: "X-Checksum" }
//! ```

use crate::abi::*;
use crate::kit::*;
use std::ffi::CStr;

pub type Offered = Checksum;
pub const KIND: u32 = PENSTOCK_SIGN;
pub const OPS: penstock_ops = signer_ops::<Checksum>();

/// What one place in a pipeline is configured with. It never changes, so all threads share it.
pub struct Checksum {
    header: String,
}

impl Stage for Checksum {
    const ID: &'static CStr = c"PLUGIN_ID";
    const SUMMARY: &'static CStr = c"Puts a checksum of the body (CRC-32) into a header.";
    const SCHEMA: &'static CStr = cr#"{
        "type": "object", "additionalProperties": false,
        "properties": {
            "header": {
                "type": "string", "pattern": "^[A-Za-z0-9-]+$", "default": "X-Checksum",
                "description": "The header that takes the checksum."
            }
        },
        "examples": [{}, { "header": "X-Body-CRC" }]
    }"#;

    /// The schema has a default, so the host always gives the member.
    fn new(setup: &Setup) -> Result<Self, Problem> {
        match setup.text("header") {
            Some(header) if !header.is_empty() => Ok(Checksum { header }),
            _ => Err(Problem { pointer: "/header", sentence: "the name of a header is needed".into() }),
        }
    }
}

impl Signer for Checksum {
    /// Called anew at every attempt, with the message as it will be sent.
    fn sign(&self, message: &Message, output: &mut Output, _: &Call) -> Result<BodyVerdict, Failure> {
        let sum = message.body().iter().fold(!0, |sum: u32, byte| REMAINDERS[(sum as u8 ^ byte) as usize] ^ sum >> 8);
        output.set_header(&self.header, &format!("{:08x}", !sum));
        Ok(BodyVerdict::Unchanged)
    }
}

/// The remainder of every byte.
const REMAINDERS: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut remainder = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            remainder = if remainder & 1 == 1 { 0xEDB8_8320 ^ remainder >> 1 } else { remainder >> 1 };
            bit += 1;
        }
        table[byte] = remainder;
        byte += 1;
    }
    table
};
