/*
 * A transform: puts the body, which must be JSON, into an envelope that says whose event it is.
 *
 *     - transform: PLUGIN_ID
 *       with: { tenant: "north" }            # {"tenant":"north","event":…}
 */
#include "stage.hpp"

#include "kit.hpp"

namespace {

class Envelope {
  public:
    explicit Envelope(const kit::Setup &setup) {
        const std::string tenant = setup.member("tenant").value_or("");
        // The same letters as in the schema: none of them needs an escape in JSON.
        if (tenant.empty() || tenant.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos) {
            throw kit::Problem{"/tenant", "small letters, digits and '-' are needed"};
        }
        head_ = R"({"tenant":")" + tenant + R"(","event":)";
    }

    int32_t transform(const penstock_message &message, kit::Output &output, const penstock_call &) const {
        if (message.body.len == 0) {
            throw kit::Failure{PENSTOCK_FAIL_PERMANENT, "empty-body", "there is no body to put into the envelope"};
        }
        output.reserve(head_.size() + message.body.len + 1);
        output.append(head_);
        output.append(kit::text(message.body));
        output.append("}");
        output.set_content_type("application/json");
        return PENSTOCK_WROTE;
    }

  private:
    std::string head_; // all that comes before the body
};

constexpr penstock_ops operations = kit::transform_ops<Envelope>();

} // namespace

const penstock_stage_type stage_type = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_TRANSFORM,
    .id = "PLUGIN_ID",
    .summary = "Puts the body into an envelope that says whose event it is.",
    .schema = R"json({
        "type": "object", "required": ["tenant"], "additionalProperties": false,
        "properties": {
            "tenant": { "type": "string", "pattern": "^[a-z0-9-]+$", "description": "Whose event it is." }
        },
        "examples": [{ "tenant": "north" }]
    })json",
    .ops = &operations,
    .context = nullptr,
};
