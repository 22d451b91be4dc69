<?php
// Verifies webhooks that are signed as Standard Webhooks 1.0.0 says (v1), with PHP 8 alone.
//
//   try {
//       $id = verify([getenv('HR_SECRET')], getallheaders(), file_get_contents('php://input'));
//   } catch (BadSignature $reason) {
//       http_response_code(401);
//       exit;
//   }
//
// Give the body as it came, before anything parses it. The id is the same each time a webhook is sent again: remember
// it, and a webhook that comes twice is done once. During a rotation give both secrets.

declare(strict_types=1);

const TOLERANCE = 300; // seconds on either side

/** The request is not one that the sender signed just now. */
class BadSignature extends Exception {}

/** Returns the webhook's id, or throws BadSignature with the reason. */
function verify(array $secrets, array $headers, string $body, ?int $now = null): string
{
    $headers = array_change_key_case($headers, CASE_LOWER);
    $id = $headers['webhook-id'] ?? '';
    $timestamp = $headers['webhook-timestamp'] ?? '';
    $signatures = $headers['webhook-signature'] ?? '';
    if ($id === '' || $signatures === '' || !ctype_digit($timestamp)) {
        throw new BadSignature('a header is missing, or webhook-timestamp is no number');
    }
    if (!matchesAny($secrets, "$id.$timestamp.$body", explode(' ', $signatures))) {
        throw new BadSignature('no signature matches');
    }
    if (abs(($now ?? time()) - (int) $timestamp) > TOLERANCE) {
        throw new BadSignature('the webhook was signed too long ago, or the clocks differ');
    }
    return $id;
}

function matchesAny(array $secrets, string $signed, array $entries): bool
{
    foreach ($secrets as $secret) {
        $key = base64_decode(preg_replace('/^whsec_/', '', $secret), true);
        $expected = 'v1,' . base64_encode(hash_hmac('sha256', $signed, $key, true));
        foreach ($entries as $entry) {
            if ($key !== false && hash_equals($expected, $entry)) {
                return true;
            }
        }
    }
    return false;
}
