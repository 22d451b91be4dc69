//! A transform: puts the body, which must be JSON, into an envelope that says whose event it is.
//!
//! ```yaml
//! - transform: PLUGIN_ID
//!   with: { tenant: "north" }            # {"tenant":"north","event":…}
//! ```

use crate::abi::*;
use crate::kit::*;
use std::ffi::CStr;

pub type Offered = Envelope;
pub const KIND: u32 = PENSTOCK_TRANSFORM;
pub const OPS: penstock_ops = transform_ops::<Envelope>();

/// What one place in a pipeline is configured with. It never changes, so all threads share it.
pub struct Envelope {
    /// All that comes before the body.
    head: String,
}

impl Stage for Envelope {
    const ID: &'static CStr = c"PLUGIN_ID";
    const SUMMARY: &'static CStr = c"Puts the body into an envelope that says whose event it is.";
    const SCHEMA: &'static CStr = cr#"{
        "type": "object", "required": ["tenant"], "additionalProperties": false,
        "properties": {
            "tenant": { "type": "string", "pattern": "^[a-z0-9-]+$", "description": "Whose event it is." }
        },
        "examples": [{ "tenant": "north" }]
    }"#;

    fn new(setup: &Setup) -> Result<Self, Problem> {
        let tenant = setup.text("tenant").unwrap_or_default();
        // The same letters as in the schema: none of them needs an escape in JSON.
        if tenant.is_empty() || !tenant.bytes().all(|c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'-')) {
            return Err(Problem { pointer: "/tenant", sentence: "small letters, digits and '-' are needed".into() });
        }
        Ok(Envelope { head: format!(r#"{{"tenant":"{tenant}","event":"#) })
    }
}

impl Transform for Envelope {
    fn transform(&self, message: &Message, output: &mut Output, _: &Call) -> Result<BodyVerdict, Failure> {
        let body = message.body();
        if body.is_empty() {
            return Err(Failure {
                verdict: PENSTOCK_FAIL_PERMANENT,
                code: "empty-body",
                sentence: "there is no body to put into the envelope".into(),
            });
        }
        output.reserve(self.head.len() + body.len() + 1)?;
        output.append(self.head.as_bytes())?;
        output.append(body)?;
        output.append(b"}")?;
        output.set_content_type("application/json");
        Ok(BodyVerdict::Wrote)
    }
}
