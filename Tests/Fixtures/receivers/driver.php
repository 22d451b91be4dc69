<?php
// Calls verify.php with DIRECTORY SECRETS NOW ID TIMESTAMP SIGNATURE and a body on standard input.
declare(strict_types=1);
require $argv[1] . '/verify.php';
$names = ['Webhook-Id', 'webhook-timestamp', 'webhook-signature'];
$headers = array_filter(array_combine($names, array_slice($argv, 4, 3)));
try {
    echo verify(explode(' ', $argv[2]), $headers, stream_get_contents(STDIN), (int) $argv[3]), "\n";
} catch (BadSignature $reason) {
    fwrite(STDERR, $reason->getMessage());
    exit(1);
}
