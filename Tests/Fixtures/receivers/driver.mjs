// Calls verify.mjs with DIRECTORY SECRETS NOW ID TIMESTAMP SIGNATURE and a body on standard input.
import { readFileSync } from "node:fs";

const [directory, secrets, now, ...values] = process.argv.slice(2);
const { verify } = await import(`${directory}/verify.mjs`);
const names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
const headers = Object.fromEntries(names.map((name, index) => [name, values[index]]).filter(([, value]) => value));
try {
  console.log(verify(secrets.split(" "), headers, readFileSync(0), Number(now)));
} catch (reason) {
  console.error(reason.message);
  process.exitCode = 1;
}
