/*
 * penstock.h: the plugin interface of Penstock, major version 1.
 *
 * A plugin is one shared library that exports one function, `penstock_plugin_v1`. It answers with a table that names
 * the stage types the library offers; the host configures them from YAML and calls them for every delivery. This
 * header is all that a plugin must know: C11, no dependency but <stddef.h> and <stdint.h>.
 *
 * RULES OF THE HOUSE
 *   Memory    Nothing allocated by one side is freed by the other. Views (pointer and length) are valid during the
 *             call that hands them over, unless a comment says otherwise. Text is UTF-8 and not NUL-terminated, except
 *             the `const char *` of descriptors, which are NUL-terminated and live as long as the library.
 *   Growth    A struct that may grow begins with `size`, the number of bytes its author knew. New fields are only ever
 *             appended; read a field only when `size` covers it. Fields named `reserved` are zero. Arrays of structs
 *             that may grow are arrays of pointers. `penstock_bytes` and `penstock_header` are frozen.
 *   Time      Take the time from `penstock_call`; never read the wall clock, so that a replay and a test can set it.
 *   Threads   The tag that ends a comment says who calls: [main-thread] while a set of pipelines is built or ended,
 *             [stage-thread] the host's worker threads, one call at a time per instance, [any-thread] anyone.
 *   Manners   No fork, exit, setlocale, chdir, umask or signal handlers. Descriptors are opened with CLOEXEC. A thread
 *             of your own installs a sigaltstack, blocks all signals, and lives between activate and deactivate.
 *             Swift: no Task, no DispatchQueue.global, no retroactive conformance of a type that is not yours.
 */
#ifndef PENSTOCK_H
#define PENSTOCK_H

#include <stddef.h>
#include <stdint.h>

/* Every pointer says whether it may be null; compilers that do not know the words do without. */
#if defined(__clang__)
#define PENSTOCK_NONNULL _Nonnull
#define PENSTOCK_NULLABLE _Nullable
#else
#define PENSTOCK_NONNULL
#define PENSTOCK_NULLABLE
#endif

#ifdef __cplusplus
#define PENSTOCK_STATIC_ASSERT(condition, text) static_assert(condition, text)
extern "C" {
#else
#define PENSTOCK_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#endif

PENSTOCK_STATIC_ASSERT(sizeof(void *) == 8 && sizeof(size_t) == 8, "Penstock's ABI is defined for 64-bit machines");

/** The major version is part of the entry's name; the minor version counts appended fields, ops and services. */
#define PENSTOCK_ABI_MAJOR 1
#define PENSTOCK_ABI_MINOR 0

/* ------------------------------------------------------------------------------------------------- Plain views --- */

/** A view of bytes. `ptr` may be null when `len` is 0. Frozen. */
typedef struct penstock_bytes {
    const uint8_t *PENSTOCK_NULLABLE ptr;
    size_t len;
} penstock_bytes;

/** A name and a value: a header, an attribute. Frozen. */
typedef struct penstock_header {
    penstock_bytes name;
    penstock_bytes value;
} penstock_header;

/* ---------------------------------------------------------------------------------------------------- Constants --- */

/** Kinds of stage. */
#define PENSTOCK_FILTER 1u
#define PENSTOCK_TRANSFORM 2u
#define PENSTOCK_SIGN 3u
#define PENSTOCK_TRANSPORT 4u

/** Verdicts of ops that return int32_t. Failures are negative; any other value is a fault of the plugin. */
#define PENSTOCK_OK 0
/** filter: the delivery goes on. */
#define PENSTOCK_PASS 0
/** filter: the delivery ends as filtered; `explain` says why. */
#define PENSTOCK_DROP 1
/** transform: `output` holds the new body. */
#define PENSTOCK_WROTE 0
/** transform, sign: the body stays as it is; headers and attributes that were set count all the same. */
#define PENSTOCK_UNCHANGED 1
/** transform: the new body is the part of the input that output->slice_offset and slice_length name. */
#define PENSTOCK_SLICE 2
/** Later may be better: the delivery waits and tries again by its schedule. */
#define PENSTOCK_FAIL_TRANSIENT (-1)
/** This delivery cannot pass as it is: it becomes a dead letter. */
#define PENSTOCK_FAIL_PERMANENT (-2)
/** The configuration is at fault, so every delivery would fail: the pipeline is held. */
#define PENSTOCK_FAIL_CONFIGURATION (-3)
/** A limit of the host was reached, for instance by `grow`. */
#define PENSTOCK_FAIL_LIMIT (-4)

/** What became of an attempt: penstock_result.outcome and penstock_recipient.outcome. */
#define PENSTOCK_DELIVERED 0
#define PENSTOCK_TRANSIENT 1
#define PENSTOCK_PERMANENT 2
#define PENSTOCK_GONE 3
#define PENSTOCK_CONFIGURATION 4

/** Whether the other side may have the message: penstock_result.sent. */
#define PENSTOCK_SENT_NO 0u
#define PENSTOCK_SENT_MAYBE 1u
#define PENSTOCK_SENT_YES 2u

/** penstock_call.flags: why this call is made. */
#define PENSTOCK_CALL_TRIAL 1u  /**< a dry trial: nothing may leave the machine */
#define PENSTOCK_CALL_TEST 2u   /**< a live trial, marked as a test for the receiver */
#define PENSTOCK_CALL_REPLAY 4u /**< a delivery made by a replay */

/** penstock_result.flags: the response was longer than what is reported. */
#define PENSTOCK_RESULT_TRUNCATED 1u

/** Levels of `log` and of penstock_report.problem. */
#define PENSTOCK_TRACE 0u
#define PENSTOCK_DEBUG 1u
#define PENSTOCK_INFO 2u
#define PENSTOCK_NOTICE 3u
#define PENSTOCK_WARNING 4u
#define PENSTOCK_ERROR 5u

/* ------------------------------------------------------------------------------------- What a stage is called with */

/** An accepted event (CloudEvents 1.0). Immutable. */
typedef struct penstock_event {
    uint32_t size;
    uint32_t reserved;
    penstock_bytes id;
    penstock_bytes type;
    penstock_bytes source;
    penstock_bytes subject;           /**< empty when there is none */
    penstock_bytes data_content_type; /**< of `data`, usually application/json */
    penstock_bytes time;              /**< RFC 3339 */
    int64_t time_us;                  /**< the same in microseconds since 1970 */
    penstock_bytes data;              /**< the JSON of `data`: a slice of `json` */
    penstock_bytes json;              /**< the whole event as CloudEvents JSON */
    const penstock_header *PENSTOCK_NULLABLE attributes; /**< extension attributes, such as traceparent */
    size_t attribute_count;
} penstock_event;

/** What flows between stages: the event, and what the stages so far made of it. */
typedef struct penstock_message {
    uint32_t size;
    uint32_t reserved;
    const penstock_event *PENSTOCK_NONNULL event;
    penstock_bytes body;         /**< starts as event->json */
    penstock_bytes content_type; /**< starts as application/json */
    penstock_bytes method;       /**< from `prepare`, else empty */
    penstock_bytes target;       /**< from `prepare`: a URL, else empty */
    const penstock_header *PENSTOCK_NULLABLE headers; /**< for the transport; names in the order they were set */
    size_t header_count;
    const penstock_header *PENSTOCK_NULLABLE attributes; /**< from stage to stage, never sent as they are */
    size_t attribute_count;
} penstock_message;

/** The circumstances of one call. */
typedef struct penstock_call {
    uint32_t size;
    uint32_t flags;
    uint32_t attempt;  /**< 1 for the first try */
    uint32_t reserved;
    int64_t now_us;    /**< wall clock, microseconds since 1970; the same for a slice of deliveries */
    int64_t budget_us; /**< how long this call, or the exchange that `submit` begins, may take */
    penstock_bytes delivery;  /**< the delivery's id, the same at every attempt: webhook-id, Message-ID */
    penstock_bytes pipeline;  /**< the pipeline's name */
    penstock_bytes replay_of; /**< the id of the delivery this one repeats, else empty */
    void *PENSTOCK_NULLABLE handle; /**< the host's */
    /** Says why the op is about to return a failure: a stable code and a sentence for people. Texts are copied. */
    void (*PENSTOCK_NONNULL fail)(const struct penstock_call *PENSTOCK_NONNULL call, penstock_bytes code,
                                  penstock_bytes text);
    /** Gives the reason of a verdict, one sentence; the last one counts. The text is copied. */
    void (*PENSTOCK_NONNULL explain)(const struct penstock_call *PENSTOCK_NONNULL call, penstock_bytes text);
} penstock_call;

/**
 * Where a stage writes. The buffer belongs to the host: write at most `capacity` bytes to `buffer`, say how many in
 * `length`, and ask `grow` for more room. Valid during the call.
 */
typedef struct penstock_output {
    uint32_t size;
    uint32_t reserved;
    void *PENSTOCK_NULLABLE handle; /**< the host's */
    uint8_t *PENSTOCK_NULLABLE buffer;
    size_t capacity;
    size_t length;
    size_t slice_offset; /**< with PENSTOCK_SLICE: offset into message->body */
    size_t slice_length;
    /** Makes room for at least `capacity` bytes, keeping the first `length`. 0, or PENSTOCK_FAIL_LIMIT. */
    int32_t (*PENSTOCK_NONNULL grow)(struct penstock_output *PENSTOCK_NONNULL output, size_t capacity);
    void (*PENSTOCK_NONNULL set_content_type)(struct penstock_output *PENSTOCK_NONNULL output, penstock_bytes value);
    /** Sets a header, replacing one of the same name (ASCII case ignored). Text is copied. */
    void (*PENSTOCK_NONNULL set_header)(struct penstock_output *PENSTOCK_NONNULL output, penstock_bytes name,
                                        penstock_bytes value);
    /** Sets an attribute for later stages; an empty value removes it. Text is copied. */
    void (*PENSTOCK_NONNULL set_attribute)(struct penstock_output *PENSTOCK_NONNULL output, penstock_bytes name,
                                           penstock_bytes value);
    /** prepare only: the method and the URL this message will be sent with. Text is copied. */
    void (*PENSTOCK_NONNULL set_target)(struct penstock_output *PENSTOCK_NONNULL output, penstock_bytes method,
                                        penstock_bytes target);
} penstock_output;

/** One attempt handed to a transport. All of it stays valid until its token is completed. */
typedef struct penstock_delivery {
    uint32_t size;
    uint32_t reserved;
    uint64_t token; /**< never 0; names this attempt in `complete` and `cancel` */
    const penstock_message *PENSTOCK_NONNULL message;
    const penstock_call *PENSTOCK_NONNULL call; /**< `fail` and `explain` are not to be used with it */
    penstock_bytes resume; /**< what the attempt before left in penstock_result.resume */
} penstock_delivery;

/* -------------------------------------------------------------------------------------------- What comes of an attempt */

/** How long the parts of an exchange took, in microseconds from its start; -1 where unknown or not reached. */
typedef struct penstock_timings {
    uint32_t size;
    uint32_t reserved;
    int64_t name_us;       /**< the name was resolved */
    int64_t connect_us;    /**< the connection stood; 0 for one that was kept alive */
    int64_t tls_us;        /**< TLS stood */
    int64_t first_byte_us; /**< the first byte of the answer came */
    int64_t total_us;
} penstock_timings;

/** What became of one recipient of a message. */
typedef struct penstock_recipient {
    uint32_t size;
    int32_t outcome;
    int32_t status; /**< the protocol's, such as 250 or 550; 0 when there was none */
    uint32_t reserved;
    penstock_bytes address;
    penstock_bytes reply; /**< what the other side said */
} penstock_recipient;

/** The end of one attempt. Views are valid during `complete`. */
typedef struct penstock_result {
    uint32_t size;
    uint32_t flags;
    uint64_t token;
    int32_t outcome; /**< PENSTOCK_DELIVERED … PENSTOCK_CONFIGURATION; the pipeline's policy may override it */
    int32_t status;  /**< the protocol's, such as 200 or 550; 0 when there was none */
    uint32_t sent;   /**< PENSTOCK_SENT_… */
    uint32_t reserved;
    int64_t retry_after_ms; /**< what the other side asked for; -1 when it did not */
    const penstock_timings *PENSTOCK_NULLABLE timings;
    penstock_bytes code;     /**< a stable word for programs, such as connection-refused */
    penstock_bytes sentence; /**< for people: what happened and, where known, what to do */
    penstock_bytes response_head;
    penstock_bytes response_body; /**< bounded by the transport */
    const penstock_recipient *PENSTOCK_NULLABLE const *PENSTOCK_NULLABLE recipients;
    size_t recipient_count;
    const penstock_header *PENSTOCK_NULLABLE attributes; /**< such as the TLS certificate's subject */
    size_t attribute_count;
    penstock_bytes resume; /**< at most 4096 bytes, stored and handed to the next attempt */
} penstock_result;

/* ------------------------------------------------------------------------------------------------ What the host offers */

/** Takes what a plugin finds wrong, or worth knowing, in a configuration. */
typedef struct penstock_report {
    uint32_t size;
    uint32_t reserved;
    void *PENSTOCK_NULLABLE handle; /**< the host's */
    /**
     * Reports a problem at a JSON Pointer into the configuration ("" is the whole). `level` is PENSTOCK_ERROR or
     * PENSTOCK_WARNING. `offset` counts bytes into the string at that pointer, -1 where there is none: a syntax error
     * inside an expression. Texts are copied.
     */
    void (*PENSTOCK_NONNULL problem)(const struct penstock_report *PENSTOCK_NONNULL report, uint32_t level,
                                     penstock_bytes pointer, int64_t offset, penstock_bytes text);
    /** Tells that the configuration at `pointer` reads the event's field `field`, a JSON Pointer into the body. */
    void (*PENSTOCK_NONNULL reads)(const struct penstock_report *PENSTOCK_NONNULL report, penstock_bytes pointer,
                                   penstock_bytes field);
} penstock_report;

/** The host's services for one configured stage. Valid from configure until release. */
typedef struct penstock_host {
    uint32_t size;
    uint32_t abi_minor;
    void *PENSTOCK_NULLABLE handle; /**< the host's */
    const uint32_t *PENSTOCK_NONNULL log_level; /**< the least level that is kept; read it before making a text */
    penstock_bytes pipeline; /**< the pipeline's name */
    penstock_bytes stage;    /**< the stage's `name`, or its position such as "stages/2" */
    /** Writes a line to the log. The text is copied. [any-thread] */
    void (*PENSTOCK_NONNULL log)(const struct penstock_host *PENSTOCK_NONNULL host, uint32_t level,
                                 penstock_bytes text);
    /** Ends an attempt: exactly once per token that `submit` accepted. [any-thread] */
    void (*PENSTOCK_NONNULL complete)(const struct penstock_host *PENSTOCK_NONNULL host,
                                      const penstock_result *PENSTOCK_NONNULL result);
    /** A service's table by id and least revision, or null where this host has none. [any-thread] */
    const void *PENSTOCK_NULLABLE (*PENSTOCK_NONNULL service)(const struct penstock_host *PENSTOCK_NONNULL host,
                                                             const char *PENSTOCK_NONNULL id, uint32_t revision);
} penstock_host;

/** The id of the service below, for penstock_host.service. */
#define PENSTOCK_EGRESS "penstock.egress"

/** Service penstock.egress, revision 1: may this stage connect there? */
typedef struct penstock_egress {
    uint32_t size;
    uint32_t revision;
    /**
     * Answers 1 for yes and 0 for no. `name` is the host name that was resolved; `address` a struct sockaddr of
     * `length` bytes, checked at connect, so that the address that was checked is the one that is used. On a no,
     * up to `capacity` bytes of a sentence that says why are written to `reason`, and their number to
     * `reason_length`. A pure check: it resolves nothing and blocks nobody. [any-thread]
     */
    uint32_t (*PENSTOCK_NONNULL allow)(const penstock_host *PENSTOCK_NONNULL host, penstock_bytes name,
                                       const void *PENSTOCK_NONNULL address, size_t length,
                                       uint8_t *PENSTOCK_NULLABLE reason, size_t capacity,
                                       size_t *PENSTOCK_NULLABLE reason_length);
} penstock_egress;

/* --------------------------------------------------------------------------------------------- What a plugin offers */

struct penstock_stage_type;

/**
 * The functions of a stage type. A type leaves out (null) what its kind does not need: a filter has `filter`, a
 * transform `transform`, a signer `sign` and perhaps `verify`, a transport `submit`, `drain` and perhaps the rest.
 * Life: configure → (create → activate → calls → deactivate → destroy)* → release.
 */
typedef struct penstock_ops {
    uint32_t size;
    uint32_t reserved;
    /**
     * Reads a configuration: `length` bytes of JSON that the host has checked against the type's schema, with defaults
     * filled in and references resolved. May read the files that the configuration names, and nothing else outside
     * memory. 0, with what all instances share in `shared`; or a failure, with its problems reported. [main-thread]
     */
    int32_t (*PENSTOCK_NONNULL configure)(const struct penstock_stage_type *PENSTOCK_NONNULL type,
                                          const penstock_host *PENSTOCK_NONNULL host,
                                          const uint8_t *PENSTOCK_NONNULL json, size_t length,
                                          const penstock_report *PENSTOCK_NONNULL report,
                                          void *PENSTOCK_NULLABLE *PENSTOCK_NONNULL shared);
    /** Frees what `configure` made, after the last instance is gone. [main-thread] */
    void (*PENSTOCK_NONNULL release)(void *PENSTOCK_NULLABLE shared);
    /**
     * Makes the instance for one stage thread, on first use or ahead of it. A transport has one instance in all, with
     * thread_index 0. 0 or a failure. [stage-thread]
     */
    int32_t (*PENSTOCK_NONNULL create)(void *PENSTOCK_NULLABLE shared, uint32_t thread_index,
                                       const penstock_report *PENSTOCK_NONNULL report,
                                       void *PENSTOCK_NULLABLE *PENSTOCK_NONNULL instance);
    /** Frees an instance; no call to it is under way or follows. [main-thread] */
    void (*PENSTOCK_NONNULL destroy)(void *PENSTOCK_NULLABLE instance);
    /** Before the first call: start threads, open what is kept open. Null: nothing to do. [main-thread] */
    int32_t (*PENSTOCK_NULLABLE activate)(void *PENSTOCK_NULLABLE instance,
                                          const penstock_report *PENSTOCK_NONNULL report);
    /** After the last call, and after `drain` for a transport. [main-thread] */
    void (*PENSTOCK_NULLABLE deactivate)(void *PENSTOCK_NULLABLE instance);
    /** PENSTOCK_PASS, PENSTOCK_DROP, or a failure. [stage-thread] */
    int32_t (*PENSTOCK_NULLABLE filter)(void *PENSTOCK_NULLABLE instance,
                                        const penstock_message *PENSTOCK_NONNULL message,
                                        const penstock_call *PENSTOCK_NONNULL call);
    /** PENSTOCK_WROTE, PENSTOCK_UNCHANGED, PENSTOCK_SLICE, or a failure. [stage-thread] */
    int32_t (*PENSTOCK_NULLABLE transform)(void *PENSTOCK_NULLABLE instance,
                                           const penstock_message *PENSTOCK_NONNULL message,
                                           penstock_output *PENSTOCK_NONNULL output,
                                           const penstock_call *PENSTOCK_NONNULL call);
    /** Signs for this attempt, by headers or by writing the body anew; verdicts of `transform`. [stage-thread] */
    int32_t (*PENSTOCK_NULLABLE sign)(void *PENSTOCK_NULLABLE instance,
                                      const penstock_message *PENSTOCK_NONNULL message,
                                      penstock_output *PENSTOCK_NONNULL output,
                                      const penstock_call *PENSTOCK_NONNULL call);
    /** Checks a received message's signature: PENSTOCK_PASS, PENSTOCK_DROP, or a failure. [stage-thread] */
    int32_t (*PENSTOCK_NULLABLE verify)(void *PENSTOCK_NULLABLE instance,
                                        const penstock_message *PENSTOCK_NONNULL message,
                                        const penstock_call *PENSTOCK_NONNULL call);
    /**
     * A transport's say before the signers: method, target and headers of the request, or the envelope of a mail, so
     * that what is signed, tried and shown is what is sent. 0 or a failure. [stage-thread, several at once]
     */
    int32_t (*PENSTOCK_NULLABLE prepare)(void *PENSTOCK_NULLABLE instance,
                                         const penstock_message *PENSTOCK_NONNULL message,
                                         penstock_output *PENSTOCK_NONNULL output,
                                         const penstock_call *PENSTOCK_NONNULL call);
    /**
     * Begins an attempt and returns at once: 0 = accepted, `complete` will follow exactly once, perhaps before this
     * returns. Negative = not accepted, nothing follows. Never refuses for want of room: the host bounds what is in
     * flight. [stage-thread, several at once]
     */
    int32_t (*PENSTOCK_NULLABLE submit)(void *PENSTOCK_NULLABLE instance,
                                        const penstock_delivery *PENSTOCK_NONNULL delivery);
    /** Asks for an early end of one attempt; it is completed all the same. [any-thread] */
    void (*PENSTOCK_NULLABLE cancel)(void *PENSTOCK_NULLABLE instance, uint64_t token);
    /** Completes every token within `budget_us`, those that must be cut as transient, sent maybe. [main-thread] */
    int32_t (*PENSTOCK_NULLABLE drain)(void *PENSTOCK_NULLABLE instance, int64_t budget_us);
} penstock_ops;

/** A stage type. (kind, id) is its key. */
typedef struct penstock_stage_type {
    uint32_t size;
    uint32_t kind;                       /**< PENSTOCK_FILTER … PENSTOCK_TRANSPORT */
    const char *PENSTOCK_NONNULL id;     /**< `http`; third parties use reverse DNS: `com.example.hl7` */
    const char *PENSTOCK_NONNULL summary; /**< one sentence */
    /**
     * JSON Schema 2020-12 of the configuration. Beyond the standard: "x-penstock-secret": true marks a leaf that is
     * never shown; "x-penstock-template": "html"|"json"|"url"|"header"|"none" a Mustache template and the escape of
     * its place; "x-penstock-file": true a path, made absolute by the host from the YAML file's directory;
     * "x-penstock-duration": true a duration such as 15s, passed on as it is written.
     */
    const char *PENSTOCK_NONNULL schema;
    const penstock_ops *PENSTOCK_NONNULL ops;
    void *PENSTOCK_NULLABLE context; /**< the plugin's own */
} penstock_stage_type;

/** What a library says of itself. Static: it lives as long as the library. */
typedef struct penstock_library {
    uint32_t size;
    uint32_t abi_minor;         /**< PENSTOCK_ABI_MINOR of the header it was built with */
    uint32_t needs_host_minor;  /**< the least host it works with */
    uint32_t flags;             /**< none yet */
    const char *PENSTOCK_NONNULL id;      /**< reverse DNS or one word: `http` */
    const char *PENSTOCK_NONNULL version; /**< the library's own, such as 1.4.0 */
    const char *PENSTOCK_NONNULL vendor;
    size_t stage_count;
    const penstock_stage_type *PENSTOCK_NONNULL const *PENSTOCK_NONNULL stages;
} penstock_library;

/** What the host says of itself at the entry. */
typedef struct penstock_host_info {
    uint32_t size;
    uint32_t abi_minor;
    const char *PENSTOCK_NONNULL name;    /**< penstock */
    const char *PENSTOCK_NONNULL version;
} penstock_host_info;

#if defined(_WIN32)
#define PENSTOCK_EXPORT __declspec(dllexport)
#else
#define PENSTOCK_EXPORT __attribute__((visibility("default")))
#endif

/**
 * The entry: the one symbol a plugin exports. Pure: it returns the same static table every time and starts nothing.
 * Null = this plugin does not work with such a host. [main-thread]
 */
PENSTOCK_EXPORT const penstock_library *PENSTOCK_NULLABLE
penstock_plugin_v1(const penstock_host_info *PENSTOCK_NONNULL host);

/* ------------------------------------------------------------------------------------------------------- Identity --- */

#define PENSTOCK_STRING_(x) #x
#define PENSTOCK_STRING(x) PENSTOCK_STRING_(x)

/*
 * Who compiled this file, in a section that the host reads before it loads anything. In one file of a C or C++ plugin:
 *     #define PENSTOCK_PLUGIN_IMPLEMENTATION
 *     #include "penstock.h"
 * Retained, since nothing refers to it: a linker that collects unused sections, as for a release build, would drop it.
 */
#if defined(PENSTOCK_PLUGIN_IMPLEMENTATION)
__attribute__((section("penstock_abi"), used, retain)) static const char penstock_abi_identity[] =
    "penstock-abi=" PENSTOCK_STRING(PENSTOCK_ABI_MAJOR) " compiler=" __VERSION__;
#endif

#ifdef __cplusplus
}
#endif
#endif
