# Verifies webhooks that are signed as Standard Webhooks 1.0.0 says (v1), with Ruby alone.
#
#   begin
#     id = PenstockWebhooks.verify([ENV.fetch("HR_SECRET")], request.headers, request.raw_post)
#   rescue PenstockWebhooks::BadSignature
#     head :unauthorized
#   end
#
# Give the body as it came, before anything parses it. Headers may be called as they are on the wire or as Rack calls
# them. The id is the same each time a webhook is sent again: remember it, and a webhook that comes twice is done once.
# During a rotation give both secrets.

require "openssl"

module PenstockWebhooks
  TOLERANCE = 300 # seconds on either side

  # The request is not one that the sender signed just now.
  class BadSignature < StandardError; end

  # Returns the webhook's id, or raises BadSignature with the reason.
  def self.verify(secrets, headers, body, now = Time.now.to_i)
    id, timestamp, signatures = %w[id timestamp signature].map { |name| header(headers, "webhook-#{name}") }
    raise BadSignature, "a header is missing" if [id, timestamp, signatures].any?(&:empty?)
    raise BadSignature, "webhook-timestamp is no number" unless timestamp.match?(/\A[0-9]+\z/)

    signed = "#{id}.#{timestamp}.".b + body.b
    entries = signatures.split(" ")
    unless secrets.any? { |secret| entries.any? { |entry| matches?(secret, signed, entry) } }
      raise BadSignature, "no signature matches"
    end
    raise BadSignature, "the webhook was signed too long ago, or the clocks differ" if (now - timestamp.to_i).abs > TOLERANCE

    id
  end

  def self.header(headers, name)
    rack = "HTTP_#{name.upcase.tr("-", "_")}"
    _, value = headers.to_h.find { |key, _| key.to_s.downcase == name || key.to_s == rack }
    value.to_s
  end

  def self.matches?(secret, signed, entry)
    key = secret.delete_prefix("whsec_").unpack1("m")
    expected = "v1,#{[OpenSSL::HMAC.digest("SHA256", key, signed)].pack("m0")}"
    # Of two texts of one length, the time tells nothing of where they differ.
    entry.bytesize == expected.bytesize && OpenSSL.fixed_length_secure_compare(entry, expected)
  end

  private_class_method :header, :matches?
end
