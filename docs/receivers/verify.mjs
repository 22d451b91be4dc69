// Verifies webhooks that are signed as Standard Webhooks 1.0.0 says (v1), with Node.js alone.
//
//   app.post("/hooks", express.raw({ type: "*/*" }), (request, response) => {
//     try {
//       const id = verify([process.env.HR_SECRET], request.headers, request.body);
//     } catch {
//       return response.sendStatus(401);
//     }
//   });
//
// Give the body as the Buffer that came, before anything parses it. The id is the same each time a webhook is sent
// again: remember it, and a webhook that comes twice is done once. During a rotation give both secrets.

import { createHmac, timingSafeEqual } from "node:crypto";

const TOLERANCE = 300; // seconds on either side

/** Returns the webhook's id, or throws an Error with the reason. */
export function verify(secrets, headers, body, now = Date.now() / 1000) {
  const [id, timestamp, signatures] = ["id", "timestamp", "signature"].map((name) => headers[`webhook-${name}`]);
  if (!id || !timestamp || !signatures) throw new Error("a header is missing");
  if (!/^[0-9]+$/.test(timestamp)) throw new Error("webhook-timestamp is no number");
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const isSigned = secrets.some((secret) => signatures.split(" ").some((entry) => matches(secret, signed, entry)));
  if (!isSigned) throw new Error("no signature matches");
  if (Math.abs(now - Number(timestamp)) > TOLERANCE) {
    throw new Error("the webhook was signed too long ago, or the clocks differ");
  }
  return id;
}

function matches(secret, signed, entry) {
  const [version, signature] = entry.split(",", 2);
  if (version !== "v1" || !signature) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = createHmac("sha256", key).update(signed).digest();
  const given = Buffer.from(signature, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
