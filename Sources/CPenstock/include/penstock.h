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
 *   Failures  An op answers with a verdict. Before a negative one it says why: with `problem` of the report while a
 *             configuration is made ready, with `fail` of the call after that. Nothing is thrown over this boundary:
 *             catch exceptions and panics. A verdict that does not exist is a fault of the plugin.
 *   Threads   The tag that ends a comment says who calls: [main-thread] while a set of pipelines is built or ended,
 *             [stage-thread] the host's worker threads, one call at a time per instance, [any-thread] anyone at any
 *             time, [same-thread] the plugin, during the call that handed the table over and on the thread of that call.
 *   Names     `size` and `reserved` mean the same everywhere. `handle` is the host's: pass it on, do not look into it.
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
#define PENSTOCK_ABI_MINOR 3

/* ------------------------------------------------------------------------------------------------- Plain views --- */

/** A view of bytes. Who lends them, and for how long, is said where it is used. Frozen. */
typedef struct penstock_bytes {
    const uint8_t *PENSTOCK_NULLABLE ptr; /**< the first byte; may be null when `len` is 0 */
    size_t len;                           /**< how many bytes there are */
} penstock_bytes;

/** A name and a value: a header, an attribute. Frozen. */
typedef struct penstock_header {
    penstock_bytes name;  /**< ASCII for a header; compared without regard to case */
    penstock_bytes value; /**< UTF-8 */
} penstock_header;

/* ---------------------------------------------------------------------------------------------------- Constants --- */

/** Kinds of stage: penstock_stage_type.kind. */
#define PENSTOCK_FILTER 1u    /**< decides whether a delivery goes on */
#define PENSTOCK_TRANSFORM 2u /**< changes the message, once for each delivery */
#define PENSTOCK_SIGN 3u      /**< signs the message, anew at each attempt */
#define PENSTOCK_TRANSPORT 4u /**< sends the message; the last stage of a pipeline */

/** Verdicts of ops that return int32_t. Failures are negative; any other value is a fault of the plugin. */
#define PENSTOCK_OK 0 /**< done, accepted */
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
#define PENSTOCK_DELIVERED 0     /**< the other side has it */
#define PENSTOCK_TRANSIENT 1     /**< later may be better: tried again by the pipeline's schedule */
#define PENSTOCK_PERMANENT 2     /**< refused for good: a dead letter, until a person retries it */
#define PENSTOCK_GONE 3          /**< the place is no more: dead, and the pipeline is held */
#define PENSTOCK_CONFIGURATION 4 /**< every delivery would fail, as with a refused login: the pipeline is held */

/** Whether the other side may have the message: penstock_result.sent. */
#define PENSTOCK_SENT_NO 0u    /**< certainly not */
#define PENSTOCK_SENT_MAYBE 1u /**< it left, and no answer came */
#define PENSTOCK_SENT_YES 2u   /**< it answered */

/** penstock_call.flags: why this call is made. */
#define PENSTOCK_CALL_TRIAL 1u  /**< a dry trial: nothing may leave the machine */
#define PENSTOCK_CALL_TEST 2u   /**< a live trial, marked as a test for the receiver */
#define PENSTOCK_CALL_REPLAY 4u /**< a delivery made by a replay */

/** penstock_result.flags: the response was longer than what is reported. */
#define PENSTOCK_RESULT_TRUNCATED 1u

/** penstock_report.reads_at: the field is the event's, whatever became of the body. */
#define PENSTOCK_READS_EVENT 1u
/** penstock_report.reads_at: the stage knows what to do where the field is missing. */
#define PENSTOCK_READS_OPTIONAL 2u

/** Levels of `log` and of penstock_report.problem. */
#define PENSTOCK_TRACE 0u   /**< every step */
#define PENSTOCK_DEBUG 1u   /**< for whoever looks for a fault */
#define PENSTOCK_INFO 2u    /**< the normal course */
#define PENSTOCK_NOTICE 3u  /**< rare, and worth a look */
#define PENSTOCK_WARNING 4u /**< something is wrong and it goes on */
#define PENSTOCK_ERROR 5u   /**< something failed */

/* ------------------------------------------------------------------------------------- What a stage is called with */

/** An accepted event (CloudEvents 1.0). Immutable. Everything it shows is the host's, valid as long as the message. */
typedef struct penstock_event {
    uint32_t size;
    uint32_t reserved;
    penstock_bytes id;                /**< names the event, unique within its source */
    penstock_bytes type;              /**< such as course.completed */
    penstock_bytes source;            /**< where it comes from, a URI reference */
    penstock_bytes subject;           /**< empty when there is none */
    penstock_bytes data_content_type; /**< of `data`, usually application/json */
    penstock_bytes time;              /**< RFC 3339 */
    int64_t time_us;                  /**< the same in microseconds since 1970 */
    penstock_bytes data;              /**< the JSON of `data`: a slice of `json` */
    penstock_bytes json;              /**< the whole event as CloudEvents JSON */
    const penstock_header *PENSTOCK_NULLABLE attributes; /**< extension attributes, such as traceparent */
    size_t attribute_count;           /**< how many `attributes` there are */
} penstock_event;

/**
 * What flows between stages: the event, and what the stages so far made of it. The host's, and read only; valid during
 * the call, for a transport until the token is completed.
 */
typedef struct penstock_message {
    uint32_t size;
    uint32_t reserved;
    const penstock_event *PENSTOCK_NONNULL event; /**< the event as it was accepted */
    penstock_bytes body;         /**< starts as event->json */
    penstock_bytes content_type; /**< starts as application/json */
    penstock_bytes method;       /**< from `prepare`, else empty */
    penstock_bytes target;       /**< from `prepare`: a URL, else empty */
    const penstock_header *PENSTOCK_NULLABLE headers; /**< for the transport; names in the order they were set */
    size_t header_count;         /**< how many `headers` there are */
    const penstock_header *PENSTOCK_NULLABLE attributes; /**< from stage to stage, never sent as they are */
    size_t attribute_count;      /**< how many `attributes` there are */
} penstock_message;

/** The circumstances of one call. The host's; valid during the call, for a transport until the token is completed. */
typedef struct penstock_call {
    uint32_t size;
    uint32_t flags;    /**< PENSTOCK_CALL_…, any of them or none; pass over those you do not know */
    uint32_t attempt;  /**< 1 for the first try */
    uint32_t reserved;
    int64_t now_us;    /**< wall clock, microseconds since 1970; the same for a slice of deliveries */
    int64_t budget_us; /**< how long this call, or the exchange that `submit` begins, may take */
    penstock_bytes delivery;  /**< the delivery's id, the same at every attempt: webhook-id, Message-ID */
    penstock_bytes pipeline;  /**< the pipeline's name */
    penstock_bytes replay_of; /**< the id of the delivery this one repeats, else empty */
    void *PENSTOCK_NULLABLE handle; /**< the host's */
    /**
     * Says why the op is about to return a failure: a stable word for programs, such as missing-field, and a sentence
     * for people that names the thing and says what to do. The last one counts. Texts are copied. [same-thread]
     */
    void (*PENSTOCK_NONNULL fail)(const struct penstock_call *PENSTOCK_NONNULL call, penstock_bytes code,
                                  penstock_bytes text);
    /** Gives the reason of a verdict, one sentence; the last one counts. The text is copied. [same-thread] */
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
    uint8_t *PENSTOCK_NULLABLE buffer; /**< where the new body goes; never message->body; null when `capacity` is 0 */
    size_t capacity;     /**< how many bytes `buffer` holds; set by the host */
    size_t length;       /**< how many of them are written, 0 at first; set by the plugin, at most `capacity` */
    size_t slice_offset; /**< with PENSTOCK_SLICE: offset into message->body */
    size_t slice_length; /**< with PENSTOCK_SLICE: how many bytes from there */
    /**
     * Makes room for at least `capacity` bytes, keeping the first `length`; `buffer` and `capacity` change. 0, or
     * PENSTOCK_FAIL_LIMIT when a body may not be so large: then nothing changed. [same-thread]
     */
    int32_t (*PENSTOCK_NONNULL grow)(struct penstock_output *PENSTOCK_NONNULL output, size_t capacity);
    /** Sets the media type of the body. The text is copied. [same-thread] */
    void (*PENSTOCK_NONNULL set_content_type)(struct penstock_output *PENSTOCK_NONNULL output, penstock_bytes value);
    /** Sets a header, replacing one of the same name (ASCII case ignored). Text is copied. [same-thread] */
    void (*PENSTOCK_NONNULL set_header)(struct penstock_output *PENSTOCK_NONNULL output, penstock_bytes name,
                                        penstock_bytes value);
    /** Sets an attribute for later stages; an empty value removes it. Text is copied. [same-thread] */
    void (*PENSTOCK_NONNULL set_attribute)(struct penstock_output *PENSTOCK_NONNULL output, penstock_bytes name,
                                           penstock_bytes value);
    /** In `prepare` only: the method and the URL this message will be sent with. Text is copied. [same-thread] */
    void (*PENSTOCK_NONNULL set_target)(struct penstock_output *PENSTOCK_NONNULL output, penstock_bytes method,
                                        penstock_bytes target);
} penstock_output;

/** One attempt handed to a transport. All of it stays valid until its token is completed. */
typedef struct penstock_delivery {
    uint32_t size;
    uint32_t reserved;
    uint64_t token; /**< never 0; names this attempt in `complete` and `cancel` */
    const penstock_message *PENSTOCK_NONNULL message; /**< what is to be sent, prepared and signed */
    const penstock_call *PENSTOCK_NONNULL call; /**< `fail` and `explain` are not to be used with it */
    penstock_bytes resume; /**< what the attempt before left in penstock_result.resume; empty when nothing */
} penstock_delivery;

/* -------------------------------------------------------------------------------------------- What comes of an attempt */

/**
 * How long the parts of an exchange took, in microseconds from its start; -1 where unknown or not reached. The
 * plugin's, read during `complete`.
 */
typedef struct penstock_timings {
    uint32_t size;
    uint32_t reserved;
    int64_t name_us;       /**< the name was resolved */
    int64_t connect_us;    /**< the connection stood; 0 for one that was kept alive */
    int64_t tls_us;        /**< TLS stood */
    int64_t first_byte_us; /**< the first byte of the answer came */
    int64_t total_us;      /**< the exchange ended */
} penstock_timings;

/** What became of one recipient of a message. The plugin's, read during `complete`. */
typedef struct penstock_recipient {
    uint32_t size;
    int32_t outcome; /**< PENSTOCK_DELIVERED … PENSTOCK_CONFIGURATION */
    int32_t status;  /**< the protocol's, such as 250 or 550; 0 when there was none */
    uint32_t reserved;
    penstock_bytes address; /**< without a display name */
    penstock_bytes reply;   /**< what the other side said */
} penstock_recipient;

/** The end of one attempt. The plugin's, with all it shows; the host copies what it keeps before `complete` returns. */
typedef struct penstock_result {
    uint32_t size;
    uint32_t flags;  /**< PENSTOCK_RESULT_TRUNCATED, or 0 */
    uint64_t token;  /**< the delivery's */
    int32_t outcome; /**< PENSTOCK_DELIVERED … PENSTOCK_CONFIGURATION; the pipeline's policy may override it */
    int32_t status;  /**< the protocol's, such as 200 or 550; 0 when there was none */
    uint32_t sent;   /**< PENSTOCK_SENT_… */
    uint32_t reserved;
    int64_t retry_after_ms; /**< what the other side asked for; -1 when it did not */
    const penstock_timings *PENSTOCK_NULLABLE timings; /**< null when none were taken */
    penstock_bytes code;     /**< a stable word for programs, such as connection-refused */
    penstock_bytes sentence; /**< for people: what happened and, where known, what to do */
    penstock_bytes response_head; /**< the first lines of the answer, such as status and headers */
    penstock_bytes response_body; /**< bounded by the transport; the host keeps at most 16 KiB of each */
    const penstock_recipient *PENSTOCK_NULLABLE const *PENSTOCK_NULLABLE recipients; /**< one each, for mail and such */
    size_t recipient_count; /**< how many `recipients` there are */
    const penstock_header *PENSTOCK_NULLABLE attributes; /**< such as the TLS certificate's subject */
    size_t attribute_count; /**< how many `attributes` there are */
    penstock_bytes resume; /**< at most 4096 bytes, stored and handed to the next attempt */
} penstock_result;

/* ------------------------------------------------------------------------------------------------ What the host offers */

/** Takes what a plugin finds wrong, or worth knowing, in a configuration. The host's; valid during the call. */
typedef struct penstock_report {
    uint32_t size;
    uint32_t reserved;
    void *PENSTOCK_NULLABLE handle; /**< the host's */
    /**
     * Reports a problem at a JSON Pointer into the configuration ("" is the whole). `level` is PENSTOCK_ERROR or
     * PENSTOCK_WARNING. `offset` counts bytes into the string at that pointer, -1 where there is none: a syntax error
     * inside an expression. Report all there is and return a failure at the end. Texts are copied. [same-thread]
     */
    void (*PENSTOCK_NONNULL problem)(const struct penstock_report *PENSTOCK_NONNULL report, uint32_t level,
                                     penstock_bytes pointer, int64_t offset, penstock_bytes text);
    /**
     * Tells that the configuration at `pointer` reads the event's field `field`, a JSON Pointer into the body, so that
     * `check` can tell of a field that no event has. Texts are copied. [same-thread]
     */
    void (*PENSTOCK_NONNULL reads)(const struct penstock_report *PENSTOCK_NONNULL report, penstock_bytes pointer,
                                   penstock_bytes field);
    /**
     * The same and more: the field's name stands `offset` bytes into the text at `pointer`, or into the file whose path
     * stands there; -1 for the whole text. `flags` are PENSTOCK_READS_…, any of them or none; a field of the event is a
     * JSON Pointer into its JSON. Since minor version 2. [same-thread]
     */
    void (*PENSTOCK_NONNULL reads_at)(const struct penstock_report *PENSTOCK_NONNULL report, penstock_bytes pointer,
                                      int64_t offset, penstock_bytes field, uint32_t flags);
} penstock_report;

/** The host's services for one configured stage. Valid from configure until release. */
typedef struct penstock_host {
    uint32_t size;
    uint32_t abi_minor; /**< the host's PENSTOCK_ABI_MINOR */
    void *PENSTOCK_NULLABLE handle; /**< the host's */
    const uint32_t *PENSTOCK_NONNULL log_level; /**< the least level that is kept; read it before making a text */
    penstock_bytes pipeline; /**< the pipeline's name */
    penstock_bytes stage;    /**< the stage's `name`, or its position such as "stages/2" */
    /** Writes a line to the log, with the pipeline and the stage. The text is copied; no secrets. [any-thread] */
    void (*PENSTOCK_NONNULL log)(const struct penstock_host *PENSTOCK_NONNULL host, uint32_t level,
                                 penstock_bytes text);
    /**
     * Ends an attempt: exactly once for each token that `submit` accepted. Not under a lock of yours, since the host may
     * submit again before this returns. When it returns, nothing of the delivery may be touched. [any-thread]
     */
    void (*PENSTOCK_NONNULL complete)(const struct penstock_host *PENSTOCK_NONNULL host,
                                      const penstock_result *PENSTOCK_NONNULL result);
    /**
     * A service's table by id and least revision, or null where this host has none: then do without, or refuse the
     * configuration. The table is the host's and valid as long as this one. [any-thread]
     */
    const void *PENSTOCK_NULLABLE (*PENSTOCK_NONNULL service)(const struct penstock_host *PENSTOCK_NONNULL host,
                                                             const char *PENSTOCK_NONNULL id, uint32_t revision);
} penstock_host;

/** The id of the service below, for penstock_host.service. */
#define PENSTOCK_EGRESS "penstock.egress"

/** Service penstock.egress, revision 1: may this stage connect there? */
typedef struct penstock_egress {
    uint32_t size;
    uint32_t revision; /**< the host's, at least the one asked for */
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

/** The id of the service below, for penstock_host.service. */
#define PENSTOCK_KV "penstock.kv"

/** penstock_kv.get: there is no value. */
#define PENSTOCK_KV_ABSENT 1
/** penstock_kv.compare_and_set: another value is there than was expected, and nothing was changed. */
#define PENSTOCK_KV_DIFFERENT 1

/**
 * Service penstock.kv, revision 1: values that a stage keeps from delivery to delivery, since minor version 1.
 *
 * They belong to the stage: to its place in its pipeline, and the `name` that it has there. All functions take the
 * call that the stage is answering. What it writes is kept in memory, and stored with the outcome of this delivery, in
 * one transaction: when the stages have run and an attempt was made, or when a filter dropped the delivery. It is
 * dropped when a stage fails, when the attempt is not made, and always in trials and tests. The stage and the delivery's
 * other calls see it at once. A delivery whose outcome is never stored, because the host was killed, runs again and
 * finds what was there before it: so a filter that notes what it has seen loses nothing.
 *
 * A key that a delivery has written is its own until its outcome is stored. Another delivery that writes it meanwhile
 * is answered PENSTOCK_FAIL_TRANSIENT, and runs again in a moment, without a try being counted. `get` answers what is
 * stored.
 *
 * 0 is success. A failure is PENSTOCK_FAIL_TRANSIENT (the same may work later), PENSTOCK_FAIL_PERMANENT (a key, value
 * or lifetime that is not allowed; not within a call) or PENSTOCK_FAIL_LIMIT (the delivery wrote too much). It has been
 * described with `fail` already, so that the op can simply return it.
 */
typedef struct penstock_kv {
    uint32_t size;
    uint32_t revision;    /**< the host's, at least the one asked for */
    uint32_t key_limit;   /**< bytes of a key at most; the least is 1 */
    uint32_t value_limit; /**< bytes of a value at most */
    uint32_t write_limit; /**< keys that one delivery may write */
    uint32_t byte_limit;  /**< bytes that one delivery may write, keys and values together */
    /** Gives a value, valid until the op returns. 0, PENSTOCK_KV_ABSENT, or a failure. [stage-thread] */
    int32_t (*PENSTOCK_NONNULL get)(const penstock_host *PENSTOCK_NONNULL host,
                                    const penstock_call *PENSTOCK_NONNULL call, penstock_bytes key,
                                    penstock_bytes *PENSTOCK_NONNULL value);
    /**
     * Keeps a value, whatever is there. From `lifetime_us` microseconds after the call's time on it counts as absent;
     * 0 keeps it for ever. Key and value are copied. 0 or a failure. [stage-thread]
     */
    int32_t (*PENSTOCK_NONNULL put)(const penstock_host *PENSTOCK_NONNULL host,
                                    const penstock_call *PENSTOCK_NONNULL call, penstock_bytes key,
                                    penstock_bytes value, int64_t lifetime_us);
    /** Removes a value, if there is one. 0 or a failure. [stage-thread] */
    int32_t (*PENSTOCK_NONNULL remove)(const penstock_host *PENSTOCK_NONNULL host,
                                       const penstock_call *PENSTOCK_NONNULL call, penstock_bytes key);
    /**
     * Keeps `desired` if what is there equals `expected`. Null for `expected` means that there is nothing; null for
     * `desired` removes what there is. 0, PENSTOCK_KV_DIFFERENT, or a failure. [stage-thread]
     */
    int32_t (*PENSTOCK_NONNULL compare_and_set)(const penstock_host *PENSTOCK_NONNULL host,
                                                const penstock_call *PENSTOCK_NONNULL call, penstock_bytes key,
                                                const penstock_bytes *PENSTOCK_NULLABLE expected,
                                                const penstock_bytes *PENSTOCK_NULLABLE desired,
                                                int64_t lifetime_us);
} penstock_kv;

/** The id of the service below, for penstock_host.service. */
#define PENSTOCK_DIRECTORY "penstock.directory"

/** penstock_directory.find: the directory has no such row. */
#define PENSTOCK_DIRECTORY_ABSENT 1

/**
 * Service penstock.directory, revision 1: what events have told, since minor version 3.
 *
 * The catalog of event types says which events feed a directory, and which field is the key. A row is the data of the
 * newest event about its key, as JSON: an object. A delivery finds what was accepted before it, and also what came
 * since. In tests the rows are those of the test.
 */
typedef struct penstock_directory {
    uint32_t size;
    uint32_t revision; /**< the host's, at least the one asked for */
    /**
     * Gives the row of a key, valid until the op returns. Takes the call that the stage is answering; not within
     * `submit`. A key has from 1 to 512 bytes, a name to 100. 0, PENSTOCK_DIRECTORY_ABSENT, or a failure, which has
     * been described with `fail` already, so that the op can simply return it: PENSTOCK_FAIL_TRANSIENT where the store
     * cannot be read, PENSTOCK_FAIL_PERMANENT for what may not be asked. [stage-thread]
     */
    int32_t (*PENSTOCK_NONNULL find)(const penstock_host *PENSTOCK_NONNULL host,
                                     const penstock_call *PENSTOCK_NONNULL call, penstock_bytes directory,
                                     penstock_bytes key, penstock_bytes *PENSTOCK_NONNULL row);
} penstock_directory;

/** The id of the service below, for penstock_host.service. */
#define PENSTOCK_METRICS "penstock.metrics"

/** What a metric is of: penstock_metric_definition.kind. */
#define PENSTOCK_COUNTER 0u   /**< only rises; its name ends in _total */
#define PENSTOCK_GAUGE 1u     /**< rises and falls */
#define PENSTOCK_HISTOGRAM 2u /**< a distribution, counted in buckets */

/** A metric of a stage. The host's. */
typedef struct penstock_metric penstock_metric;
/** A metric with values for its labels: what is counted. The host's; valid for the life of the process. */
typedef struct penstock_series penstock_series;

/** What a metric is. Texts are copied. */
typedef struct penstock_metric_definition {
    uint32_t size;
    uint32_t kind; /**< PENSTOCK_COUNTER … PENSTOCK_HISTOGRAM */
    /** a-z, 0-9 and _, at most 64; shown as penstock_plugin_NAME, so it says what it is of: hl7_segments_total */
    penstock_bytes name;
    penstock_bytes help; /**< one sentence */
    const penstock_bytes *PENSTOCK_NULLABLE labels; /**< names; `pipeline` and `stage` are added by the host */
    size_t label_count;                             /**< at most 4 */
    const double *PENSTOCK_NULLABLE bounds;         /**< of a histogram: the upper bounds of its buckets, rising */
    size_t bound_count;                             /**< at most 32; one more bucket holds what is above the last */
} penstock_metric_definition;

/**
 * Service penstock.metrics, revision 1: figures of a stage in /metrics, since minor version 1.
 *
 * Labels must be bounded: no ids, no addresses, nothing of a person. What comes beyond 100 sets of values of a metric is
 * counted under `other`.
 */
typedef struct penstock_metrics {
    uint32_t size;
    uint32_t revision; /**< the host's, at least the one asked for */
    /**
     * Defines a metric of this stage, in `configure`. One that is defined already, also by an earlier generation of the
     * plugin, is the same one and goes on counting. 0, or PENSTOCK_FAIL_CONFIGURATION, and then a sentence that says
     * why stands in the report. [main-thread]
     */
    int32_t (*PENSTOCK_NONNULL define)(const penstock_host *PENSTOCK_NONNULL host,
                                       const penstock_metric_definition *PENSTOCK_NONNULL definition,
                                       const penstock_report *PENSTOCK_NONNULL report,
                                       penstock_metric *PENSTOCK_NULLABLE *PENSTOCK_NONNULL metric);
    /**
     * The series for values of the labels, in the order of their names; the same one every time. Takes a lock: keep
     * what it answers. Null when there are not as many values as labels. [any-thread]
     */
    penstock_series *PENSTOCK_NULLABLE (*PENSTOCK_NONNULL series)(penstock_metric *PENSTOCK_NONNULL metric,
                                                                 const penstock_bytes *PENSTOCK_NULLABLE values,
                                                                 size_t count);
    /**
     * Adds to a counter (nothing negative) or a gauge. No lock, no allocation; what makes no sense for the kind, or is no
     * number, is ignored. [any-thread]
     */
    void (*PENSTOCK_NONNULL add)(penstock_series *PENSTOCK_NONNULL series, double value);
    /** Sets a gauge. No lock, no allocation. [any-thread] */
    void (*PENSTOCK_NONNULL set)(penstock_series *PENSTOCK_NONNULL series, double value);
    /** Counts a value in a histogram. No lock, no allocation. [any-thread] */
    void (*PENSTOCK_NONNULL observe)(penstock_series *PENSTOCK_NONNULL series, double value);
} penstock_metrics;

/** The id of the service below, for penstock_host.service. */
#define PENSTOCK_HISTORY "penstock.history"

/** penstock_history.figures: the event measures nothing of that name. */
#define PENSTOCK_HISTORY_ABSENT 1

/**
 * Service penstock.history, revision 1: what stood before the event of a call, since minor version 3.
 *
 * A catalog declares measures: a number of an event, such as a score, and the group in which it is compared, such as a
 * course. What was accepted before an event is counted when the event is accepted, and kept with it: a retry, a replay
 * and a later event change nothing of it. The figures of one measure are an object of JSON:
 *
 *   {"value": 92.5,
 *    "peers": {"counted": 3, "mean": 80.5, "median": 81, "deviation": 4.5, "minimum": 75, "maximum": 85.5,
 *              "percentile": 100, "rank": 1, "above_average": true},
 *    "own": {"count": 1, "best": 75, "last": 75, "last_day": "2026-01-31"},
 *    "started": "2026-01-12"}
 *
 * `value` is the event's own, `peers` are all in the same group, `own` are those of the same person there, `started` is
 * the day on which the person began. What is not known is left out, and members may be added.
 */
typedef struct penstock_history {
    uint32_t size;
    uint32_t revision; /**< the host's, at least the one asked for */
    /**
     * Gives the figures of a measure of the call's event, by its name, valid until the op returns. 0,
     * PENSTOCK_HISTORY_ABSENT, or a failure: PENSTOCK_FAIL_TRANSIENT (the same may work later) or
     * PENSTOCK_FAIL_PERMANENT (not within a call), described with `fail` already, so that the op can simply return it.
     * [stage-thread]
     */
    int32_t (*PENSTOCK_NONNULL figures)(const penstock_host *PENSTOCK_NONNULL host,
                                        const penstock_call *PENSTOCK_NONNULL call, penstock_bytes name,
                                        penstock_bytes *PENSTOCK_NONNULL json);
} penstock_history;

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
    /** Frees what `configure` made, after the last instance is gone. Not called when it failed. [main-thread] */
    void (*PENSTOCK_NONNULL release)(void *PENSTOCK_NULLABLE shared);
    /**
     * Makes the instance for one stage thread, on first use or ahead of it. A transport has one instance in all, with
     * thread_index 0. 0, with the instance in `instance`; or a failure, with its problems reported. [stage-thread]
     */
    int32_t (*PENSTOCK_NONNULL create)(void *PENSTOCK_NULLABLE shared, uint32_t thread_index,
                                       const penstock_report *PENSTOCK_NONNULL report,
                                       void *PENSTOCK_NULLABLE *PENSTOCK_NONNULL instance);
    /** Frees an instance; no call to it is under way or follows. [main-thread] */
    void (*PENSTOCK_NONNULL destroy)(void *PENSTOCK_NULLABLE instance);
    /**
     * Before the first call: start threads, open what is kept open. 0 or a failure, with its problems reported; then
     * only `destroy` and `release` follow. Null: nothing to do. Today it is called for transports only. [main-thread]
     */
    int32_t (*PENSTOCK_NULLABLE activate)(void *PENSTOCK_NULLABLE instance,
                                          const penstock_report *PENSTOCK_NONNULL report);
    /** After the last call, and after `drain` for a transport: ends and joins all threads. [main-thread] */
    void (*PENSTOCK_NULLABLE deactivate)(void *PENSTOCK_NULLABLE instance);
    /** Decides: PENSTOCK_PASS, PENSTOCK_DROP with a reason by `explain`, or a failure. [stage-thread] */
    int32_t (*PENSTOCK_NULLABLE filter)(void *PENSTOCK_NULLABLE instance,
                                        const penstock_message *PENSTOCK_NONNULL message,
                                        const penstock_call *PENSTOCK_NONNULL call);
    /**
     * Changes the message, once for each delivery: PENSTOCK_WROTE, PENSTOCK_UNCHANGED, PENSTOCK_SLICE, or a failure;
     * after a failure, what was set and written is forgotten. [stage-thread]
     */
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
    /** Asks for an early end of one attempt; it is completed all the same. Null: it goes its way. [any-thread] */
    void (*PENSTOCK_NULLABLE cancel)(void *PENSTOCK_NULLABLE instance, uint64_t token);
    /**
     * Completes every token within `budget_us`, those that must be cut as transient, sent maybe. Returns when all are;
     * nothing is submitted meanwhile or later. 0 or a failure. [main-thread]
     */
    int32_t (*PENSTOCK_NULLABLE drain)(void *PENSTOCK_NULLABLE instance, int64_t budget_us);
    /**
     * The host is about to configure `count` stages of this type, with these configurations as `configure` gets them. A
     * plugin whose checks cost less together than one by one makes them now, and remembers what was right. It reports
     * nothing: what is wrong, `configure` tells, which is called for each of them and works without this call too. Null:
     * nothing to do. Not called for a single stage, nor in a worker. Since minor version 2. [main-thread]
     */
    void (*PENSTOCK_NULLABLE foresee)(const struct penstock_stage_type *PENSTOCK_NONNULL type,
                                      const penstock_bytes *PENSTOCK_NONNULL configurations, size_t count);
} penstock_ops;

/** A stage type. (kind, id) is its key. The plugin's, static. */
typedef struct penstock_stage_type {
    uint32_t size;
    uint32_t kind;                       /**< PENSTOCK_FILTER … PENSTOCK_TRANSPORT */
    const char *PENSTOCK_NONNULL id;     /**< `http`; third parties use reverse DNS: `com.example.hl7` */
    const char *PENSTOCK_NONNULL summary; /**< one sentence */
    /**
     * JSON Schema 2020-12 of the configuration. Beyond the standard: "x-penstock-secret": true marks a leaf that is
     * never shown; "x-penstock-template": "html"|"json"|"url"|"header"|"none" a Mustache template and the escape of
     * its place; "x-penstock-file": true a path, made absolute by the host from the YAML file's directory;
     * "x-penstock-duration": true a duration such as 15s, passed on as it is written; "x-penstock-adds": true, of a
     * transform, a JSON Pointer to the place in the body that it adds or replaces, while it keeps the rest.
     */
    const char *PENSTOCK_NONNULL schema;
    const penstock_ops *PENSTOCK_NONNULL ops; /**< what it does; several types may share one table */
    void *PENSTOCK_NULLABLE context; /**< the plugin's own, for `configure` */
} penstock_stage_type;

/** What a library says of itself. Static: it lives as long as the library. */
typedef struct penstock_library {
    uint32_t size;
    uint32_t abi_minor;         /**< PENSTOCK_ABI_MINOR of the header it was built with */
    uint32_t needs_host_minor;  /**< the least host it works with */
    uint32_t flags;             /**< none yet */
    const char *PENSTOCK_NONNULL id;      /**< reverse DNS or one word: `http` */
    const char *PENSTOCK_NONNULL version; /**< the library's own, such as 1.4.0 */
    const char *PENSTOCK_NONNULL vendor;  /**< who made it, for people */
    size_t stage_count;                   /**< from 1 to 256 */
    const penstock_stage_type *PENSTOCK_NONNULL const *PENSTOCK_NONNULL stages; /**< what it offers */
} penstock_library;

/** What the host says of itself at the entry. The host's; valid during the call. */
typedef struct penstock_host_info {
    uint32_t size;
    uint32_t abi_minor;                   /**< the host's PENSTOCK_ABI_MINOR */
    const char *PENSTOCK_NONNULL name;    /**< penstock */
    const char *PENSTOCK_NONNULL version; /**< the host's own, such as 0.1.0 */
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
