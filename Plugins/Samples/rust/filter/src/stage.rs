//! A filter: lets a delivery pass when the event's data contains a text.
//!
//! ```yaml
//! - filter: PLUGIN_ID
//!   with: { text: "WS-101" }
//! ```

use crate::abi::*;
use crate::kit::*;
use std::ffi::CStr;

pub type Offered = Contains;
pub const KIND: u32 = PENSTOCK_FILTER;
pub const OPS: penstock_ops = filter_ops::<Contains>();

/// What one place in a pipeline is configured with. It never changes, so all threads share it.
pub struct Contains {
    text: Vec<u8>,
}

impl Stage for Contains {
    const ID: &'static CStr = c"PLUGIN_ID";
    const SUMMARY: &'static CStr = c"Lets a delivery pass when the event's data contains a text.";
    const SCHEMA: &'static CStr = cr#"{
        "type": "object", "required": ["text"], "additionalProperties": false,
        "properties": { "text": { "type": "string", "minLength": 1, "description": "What the data must contain." } },
        "examples": [{ "text": "WS-101" }]
    }"#;

    fn new(setup: &Setup) -> Result<Self, Problem> {
        match setup.text("text") {
            Some(text) if !text.is_empty() => Ok(Contains { text: text.into_bytes() }),
            _ => Err(Problem { pointer: "/text", sentence: "a text that is not empty is needed".into() }),
        }
    }
}

impl Filter for Contains {
    fn filter(&self, message: &Message, call: &Call) -> Result<Verdict, Failure> {
        if message.data().windows(self.text.len()).any(|part| part == self.text) {
            return Ok(Verdict::Pass);
        }
        call.explain("the event's data does not contain the text");
        Ok(Verdict::Drop)
    }
}
