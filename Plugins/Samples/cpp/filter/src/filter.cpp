/*
 * A filter: lets a delivery pass when the event's data contains a text.
 *
 *     - filter: PLUGIN_ID
 *       with: { text: "WS-101" }
 */
#include "stage.hpp"

#include "kit.hpp"

namespace {

class Contains {
  public:
    explicit Contains(const kit::Setup &setup) : text_(setup.member("text").value_or("")) {
        if (text_.empty()) throw kit::Problem{"/text", "a text that is not empty is needed"};
    }

    int32_t filter(const penstock_message &message, const penstock_call &call) const {
        if (kit::text(message.event->data).find(text_) != std::string_view::npos) return PENSTOCK_PASS;
        call.explain(&call, kit::view("the event's data does not contain the text"));
        return PENSTOCK_DROP;
    }

  private:
    std::string text_;
};

constexpr penstock_ops operations = kit::filter_ops<Contains>();

} // namespace

const penstock_stage_type stage_type = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_FILTER,
    .id = "PLUGIN_ID",
    .summary = "Lets a delivery pass when the event's data contains a text.",
    .schema = R"json({
        "type": "object", "required": ["text"], "additionalProperties": false,
        "properties": { "text": { "type": "string", "minLength": 1, "description": "What the data must contain." } },
        "examples": [{ "text": "WS-101" }]
    })json",
    .ops = &operations,
    .context = nullptr,
};
