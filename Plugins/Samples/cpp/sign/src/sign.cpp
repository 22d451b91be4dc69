/*
 * A signer: puts a checksum of the body into a header, CRC-32 as in zlib and in IEEE 802.3, eight hexadecimal digits.
 *
 * A checksum finds damage and no malice: whoever changes the body computes it anew. Where a receiver must know who
 * sent a message, use `standard-webhooks` or `hmac`, which ship with Penstock and take a secret.
 *
 *     - sign: PLUGIN_ID
 *       with: { header: "X-Checksum" }
 */
#include "stage.hpp"

#include "kit.hpp"

#include <array>
#include <cstdio>

namespace {

/** The remainder of every byte. */
constexpr std::array<uint32_t, 256> remainders = [] {
    std::array<uint32_t, 256> table = {};
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t remainder = byte;
        for (int bit = 0; bit < 8; bit++) remainder = remainder & 1 ? 0xEDB88320u ^ remainder >> 1 : remainder >> 1;
        table[byte] = remainder;
    }
    return table;
}();

class Checksum {
  public:
    /** The schema has a default, so the host always gives the member. */
    explicit Checksum(const kit::Setup &setup) : header_(setup.member("header").value_or("")) {
        if (header_.empty()) throw kit::Problem{"/header", "the name of a header is needed"};
    }

    /** Called anew at every attempt, with the message as it will be sent. */
    int32_t sign(const penstock_message &message, kit::Output &output, const penstock_call &) const {
        uint32_t sum = 0xFFFFFFFFu;
        for (unsigned char byte : kit::text(message.body)) sum = remainders[(sum ^ byte) & 0xFF] ^ sum >> 8;
        char digits[9];
        std::snprintf(digits, sizeof digits, "%08x", static_cast<unsigned>(sum ^ 0xFFFFFFFFu));
        output.set_header(header_, digits);
        return PENSTOCK_UNCHANGED;
    }

  private:
    std::string header_;
};

constexpr penstock_ops operations = kit::sign_ops<Checksum>();

} // namespace

const penstock_stage_type stage_type = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_SIGN,
    .id = "PLUGIN_ID",
    .summary = "Puts a checksum of the body (CRC-32) into a header.",
    .schema = R"json({
        "type": "object", "additionalProperties": false,
        "properties": {
            "header": {
                "type": "string", "pattern": "^[A-Za-z0-9-]+$", "default": "X-Checksum",
                "description": "The header that takes the checksum."
            }
        },
        "examples": [{}, { "header": "X-Body-CRC" }]
    })json",
    .ops = &operations,
    .context = nullptr,
};
