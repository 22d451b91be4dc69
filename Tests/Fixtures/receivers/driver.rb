# Calls verify.rb with DIRECTORY SECRETS NOW ID TIMESTAMP SIGNATURE and a body on standard input.
require File.join(File.expand_path(ARGV[0]), "verify.rb")

headers = %w[Webhook-Id webhook-timestamp HTTP_WEBHOOK_SIGNATURE].zip(ARGV[3, 3]).to_h
begin
  puts PenstockWebhooks.verify(ARGV[1].split, headers, $stdin.binmode.read, ARGV[2].to_i)
rescue PenstockWebhooks::BadSignature => reason
  abort reason.message
end
