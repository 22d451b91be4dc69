/*
 * What lies between penstock.h and a stage written as a class. A stage is made by its constructor from a `Setup`, is
 * shared by all threads, and has the one member function of its kind, so that function is const or locks.
 *
 * No exception may leave a function that the host called. Here each one ends as a verdict.
 */
#pragma once

#include "json_text.h"
#include "penstock.h"

#include <cstdlib>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace kit {

inline penstock_bytes view(std::string_view text) {
    return {reinterpret_cast<const uint8_t *>(text.data()), text.size()};
}

inline std::string_view text(penstock_bytes bytes) {
    return bytes.ptr ? std::string_view(reinterpret_cast<const char *>(bytes.ptr), bytes.len) : std::string_view();
}

/** Something wrong in the configuration; thrown by a constructor. */
struct Problem {
    std::string pointer; /**< a JSON Pointer into the configuration; empty for the whole */
    std::string sentence;
};

/** Why a call cannot do its work; thrown by a stage's function. */
struct Failure {
    int32_t verdict; /**< PENSTOCK_FAIL_… */
    std::string code;
    std::string sentence;
};

/** What a stage is made of. The host's table is valid as long as the stage. */
class Setup {
  public:
    Setup(const penstock_host &host, std::string_view json) : host(host), json_(json) {}

    const penstock_host &host;

    /** A text at the top of the configuration; nothing when it is missing or no text. */
    std::optional<std::string> member(const char *name) const {
        size_t length = 0;
        char *copy = json_text(reinterpret_cast<const uint8_t *>(json_.data()), json_.size(), name, &length);
        if (!copy) return std::nullopt;
        std::string result(copy, length);
        std::free(copy);
        return result;
    }

  private:
    std::string_view json_;
};

/** No verdict of the interface: the host takes it as a fault of the plugin and holds the delivery. */
inline constexpr int32_t fault = -100;

/** Runs a stage's function and turns what it throws into a verdict. */
template <class Body> int32_t guarded(const penstock_call *call, Body body) noexcept {
    try {
        return body();
    } catch (const Failure &failure) {
        call->fail(call, view(failure.code), view(failure.sentence));
        return failure.verdict;
    } catch (const std::bad_alloc &) {
        call->fail(call, view("no-memory"), view("there is no memory left"));
        return PENSTOCK_FAIL_TRANSIENT;
    } catch (const std::exception &error) {
        call->fail(call, view("exception"), view(error.what()));
        return fault;
    } catch (...) {
        return fault;
    }
}

template <class Stage>
int32_t configure(const penstock_stage_type *, const penstock_host *host, const uint8_t *json, size_t length,
                  const penstock_report *report, void **shared) noexcept {
    try {
        *shared = new Stage(Setup(*host, text({json, length})));
        return PENSTOCK_OK;
    } catch (const Problem &problem) {
        report->problem(report, PENSTOCK_ERROR, view(problem.pointer), -1, view(problem.sentence));
    } catch (const std::exception &error) {
        report->problem(report, PENSTOCK_ERROR, view(""), -1, view(error.what()));
    }
    return PENSTOCK_FAIL_CONFIGURATION;
}

/** The functions that every kind of stage has. One value serves all threads, so every instance is what is shared. */
template <class Stage> constexpr penstock_ops common_ops() {
    penstock_ops ops = {};
    ops.size = sizeof ops;
    ops.configure = configure<Stage>;
    ops.release = [](void *shared) { delete static_cast<Stage *>(shared); };
    ops.create = [](void *shared, uint32_t, const penstock_report *, void **instance) -> int32_t {
        *instance = shared;
        return PENSTOCK_OK;
    };
    ops.destroy = [](void *) {};
    return ops;
}

/** A filter: `int32_t filter(const penstock_message &, const penstock_call &) const`. */
template <class Stage> constexpr penstock_ops filter_ops() {
    penstock_ops ops = common_ops<Stage>();
    ops.filter = [](void *instance, const penstock_message *message, const penstock_call *call) -> int32_t {
        return guarded(call, [&] { return static_cast<const Stage *>(instance)->filter(*message, *call); });
    };
    return ops;
}

/** Where a stage writes. */
class Output {
  public:
    explicit Output(penstock_output &raw) : raw_(raw) {}

    /** Makes room for so many bytes more. Throws `Failure` when the host has a smaller limit. */
    void reserve(size_t count) {
        size_t whole = raw_.length + count;
        if (whole <= raw_.capacity || raw_.grow(&raw_, whole) == PENSTOCK_OK) return;
        throw Failure{PENSTOCK_FAIL_LIMIT, "body-too-large", "the new body exceeds the host's limit"};
    }

    void append(std::string_view bytes) {
        reserve(bytes.size());
        bytes.copy(reinterpret_cast<char *>(raw_.buffer) + raw_.length, bytes.size());
        raw_.length += bytes.size();
    }

    void set_content_type(std::string_view value) { raw_.set_content_type(&raw_, view(value)); }
    void set_header(std::string_view name, std::string_view value) { raw_.set_header(&raw_, view(name), view(value)); }

  private:
    penstock_output &raw_;
};

/** A transform: `int32_t transform(const penstock_message &, Output &, const penstock_call &) const`. */
template <class Stage> constexpr penstock_ops transform_ops() {
    penstock_ops ops = common_ops<Stage>();
    ops.transform = [](void *instance, const penstock_message *message, penstock_output *raw,
                       const penstock_call *call) -> int32_t {
        Output output(*raw);
        return guarded(call, [&] { return static_cast<const Stage *>(instance)->transform(*message, output, *call); });
    };
    return ops;
}

/** A signer: `int32_t sign(const penstock_message &, Output &, const penstock_call &) const`. */
template <class Stage> constexpr penstock_ops sign_ops() {
    penstock_ops ops = common_ops<Stage>();
    ops.sign = [](void *instance, const penstock_message *message, penstock_output *raw,
                  const penstock_call *call) -> int32_t {
        Output output(*raw);
        return guarded(call, [&] { return static_cast<const Stage *>(instance)->sign(*message, output, *call); });
    };
    return ops;
}

/** A transport: `bool activate()`, `void deactivate()`, `void submit(const penstock_delivery &)`, `void drain(int64_t)`. */
template <class Stage> constexpr penstock_ops transport_ops() {
    penstock_ops ops = common_ops<Stage>();
    ops.activate = [](void *instance, const penstock_report *report) -> int32_t {
        if (static_cast<Stage *>(instance)->activate()) return PENSTOCK_OK;
        report->problem(report, PENSTOCK_ERROR, view(""), -1, view("no thread could be started"));
        return PENSTOCK_FAIL_TRANSIENT;
    };
    ops.deactivate = [](void *instance) { static_cast<Stage *>(instance)->deactivate(); };
    ops.submit = [](void *instance, const penstock_delivery *delivery) -> int32_t {
        try {
            static_cast<Stage *>(instance)->submit(*delivery);
            return PENSTOCK_OK;
        } catch (const std::bad_alloc &) {
            return PENSTOCK_FAIL_TRANSIENT; /* not accepted: nothing follows */
        } catch (...) {
            return fault;
        }
    };
    ops.drain = [](void *instance, int64_t budget_us) -> int32_t {
        static_cast<Stage *>(instance)->drain(budget_us);
        return PENSTOCK_OK;
    };
    return ops;
}

} // namespace kit
