/*
 * A host as small as can be, for tests: loads one plugin, configures its first stage type, and calls it. It keeps what
 * the plugin says. Plain C11 that is C++20 too.
 */
#ifndef HOST_H
#define HOST_H

#include "penstock.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Ends the tests when something does not hold. */
#define CHECK(condition)                                                                         \
    do {                                                                                         \
        if (!(condition)) {                                                                      \
            fprintf(stderr, "%s:%d: this does not hold: %s\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                                             \
        }                                                                                        \
    } while (0)

static inline penstock_bytes bytes_of(const char *text) {
    penstock_bytes bytes = {(const uint8_t *)text, strlen(text)};
    return bytes;
}

/** The bytes as text that ends with a NUL, in memory that is kept until the tests end. */
static inline const char *text_of(penstock_bytes bytes) {
    char *text = (char *)malloc(bytes.len + 1);
    CHECK(text);
    if (bytes.len > 0) memcpy(text, bytes.ptr, bytes.len);
    text[bytes.len] = 0;
    return text;
}

/* --------------------------------------------------------------------------------------- What the plugin says --- */

/** What was said last, by which function; "" for nothing. */
static const char *said_problem = "", *said_problem_at = "", *said_code = "", *said_failure = "", *said_reason = "";
static const char *said_header = "", *said_header_value = "", *said_content_type = "";
static pthread_mutex_t completion_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t completion_came = PTHREAD_COND_INITIALIZER;
static int completions;
static int32_t completed_outcome;
static uint32_t completed_sent;
static const char *completed_code = "", *completed_sentence = "";

static inline void host_problem(const penstock_report *report, uint32_t level, penstock_bytes pointer, int64_t offset,
                                penstock_bytes text) {
    (void)report, (void)level, (void)offset;
    said_problem_at = text_of(pointer);
    said_problem = text_of(text);
}
static inline void host_reads(const penstock_report *report, penstock_bytes pointer, penstock_bytes field) {
    (void)report, (void)pointer, (void)field;
}
static inline void host_reads_at(const penstock_report *report, penstock_bytes pointer, int64_t offset,
                                 penstock_bytes field, uint32_t flags) {
    (void)report, (void)pointer, (void)offset, (void)field, (void)flags;
}
static inline void host_log(const penstock_host *host, uint32_t level, penstock_bytes text) {
    (void)host, (void)level;
    fprintf(stderr, "log: %s\n", text_of(text));
}
static inline const void *host_service(const penstock_host *host, const char *id, uint32_t revision) {
    (void)host, (void)id, (void)revision;
    return NULL;
}
static inline void host_complete(const penstock_host *host, const penstock_result *result) {
    (void)host;
    pthread_mutex_lock(&completion_lock);
    completed_outcome = result->outcome;
    completed_sent = result->sent;
    completed_code = text_of(result->code);
    completed_sentence = text_of(result->sentence);
    completions++;
    pthread_cond_broadcast(&completion_came);
    pthread_mutex_unlock(&completion_lock);
}
static inline void host_fail(const penstock_call *call, penstock_bytes code, penstock_bytes text) {
    (void)call;
    said_code = text_of(code);
    said_failure = text_of(text);
}
static inline void host_explain(const penstock_call *call, penstock_bytes text) {
    (void)call;
    said_reason = text_of(text);
}

/** Waits until so many attempts have ended in all. */
static inline void wait_for_completions(int count) {
    pthread_mutex_lock(&completion_lock);
    while (completions < count) pthread_cond_wait(&completion_came, &completion_lock);
    pthread_mutex_unlock(&completion_lock);
}

/* ------------------------------------------------------------------------------------------- What the host lends --- */

/** The most that a body may have here; a real host allows 32 MiB. */
static size_t body_limit = 1 << 20;

static inline int32_t host_grow(penstock_output *output, size_t capacity) {
    if (capacity > body_limit) return PENSTOCK_FAIL_LIMIT;
    uint8_t *larger = (uint8_t *)realloc(output->buffer, capacity);
    if (!larger) return PENSTOCK_FAIL_LIMIT;
    output->buffer = larger;
    output->capacity = capacity;
    return PENSTOCK_OK;
}
static inline void host_set_content_type(penstock_output *output, penstock_bytes value) {
    (void)output;
    said_content_type = text_of(value);
}
static inline void host_set_header(penstock_output *output, penstock_bytes name, penstock_bytes value) {
    (void)output;
    said_header = text_of(name);
    said_header_value = text_of(value);
}
static inline void host_set_attribute(penstock_output *output, penstock_bytes name, penstock_bytes value) {
    (void)output, (void)name, (void)value;
}
static inline void host_set_target(penstock_output *output, penstock_bytes method, penstock_bytes target) {
    (void)output, (void)method, (void)target;
}

static const uint32_t host_log_level = PENSTOCK_INFO;
static const penstock_host_info host_info = {sizeof(penstock_host_info), PENSTOCK_ABI_MINOR, "tests", "0.0.0"};

static inline penstock_output new_output(void) {
    penstock_output output;
    memset(&output, 0, sizeof output);
    output.size = sizeof output;
    output.grow = host_grow;
    output.set_content_type = host_set_content_type;
    output.set_header = host_set_header;
    output.set_attribute = host_set_attribute;
    output.set_target = host_set_target;
    return output;
}

/** An event with this data, as the first stage of a pipeline gets it. In memory that is kept until the tests end. */
static inline const penstock_message *new_message(const char *data) {
    penstock_event *event = (penstock_event *)calloc(1, sizeof *event);
    penstock_message *message = (penstock_message *)calloc(1, sizeof *message);
    const char *head = "{\"specversion\":\"1.0\",\"id\":\"evt-1\",\"type\":\"course.completed\",\"source\":\"/lms\",\"data\":";
    char *json = (char *)malloc(strlen(head) + strlen(data) + 2);
    CHECK(event && message && json);
    strcat(strcat(strcpy(json, head), data), "}");
    event->size = sizeof *event;
    event->id = bytes_of("evt-1");
    event->type = bytes_of("course.completed");
    event->source = bytes_of("/lms");
    event->data_content_type = bytes_of("application/json");
    event->time = bytes_of("2026-01-01T00:00:00Z");
    event->time_us = 1767225600000000;
    event->json = bytes_of(json);
    event->data = bytes_of(json + strlen(head));
    event->data.len -= 1;
    message->size = sizeof *message;
    message->event = event;
    message->body = event->json;
    message->content_type = bytes_of("application/json");
    return message;
}

static inline const penstock_call *new_call(uint32_t flags) {
    penstock_call *call = (penstock_call *)calloc(1, sizeof *call);
    CHECK(call);
    call->size = sizeof *call;
    call->flags = flags;
    call->attempt = 1;
    call->now_us = 1767225600000000;
    call->budget_us = 5000000;
    call->delivery = bytes_of("dlv_1");
    call->pipeline = bytes_of("tests");
    call->fail = host_fail;
    call->explain = host_explain;
    return call;
}

/* ----------------------------------------------------------------------------------------------------- A stage --- */

typedef const penstock_library *(*entry_function)(const penstock_host_info *host);

static penstock_host stage_host;
static penstock_report stage_report;

/** Loads the plugin and gives its first stage type. */
static inline const penstock_stage_type *load(const char *file) {
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        exit(1);
    }
    entry_function entry;
    void *symbol = dlsym(library, "penstock_plugin_v1");
    CHECK(symbol);
    memcpy(&entry, &symbol, sizeof entry);
    const penstock_library *table = entry(&host_info);
    CHECK(table && table->size >= sizeof *table && table->stage_count >= 1);
    CHECK(entry(&host_info) == table);
    stage_host.size = sizeof stage_host;
    stage_host.abi_minor = PENSTOCK_ABI_MINOR;
    stage_host.log_level = &host_log_level;
    stage_host.pipeline = bytes_of("tests");
    stage_host.stage = bytes_of("stages/0");
    stage_host.log = host_log;
    stage_host.complete = host_complete;
    stage_host.service = host_service;
    stage_report.size = sizeof stage_report;
    stage_report.problem = host_problem;
    stage_report.reads = host_reads;
    stage_report.reads_at = host_reads_at;
    return table->stages[0];
}

/** Configures the stage type, with JSON that fits its schema. Its verdict; `shared` is what it made. */
static inline int32_t configure_stage(const penstock_stage_type *type, const char *json, void **shared) {
    *shared = NULL;
    return type->ops->configure(type, &stage_host, (const uint8_t *)json, strlen(json), &stage_report, shared);
}

/** Configures the stage type and makes one instance, ready for calls. */
static inline void *start_stage(const penstock_stage_type *type, const char *json, void **shared) {
    void *instance = NULL;
    CHECK(configure_stage(type, json, shared) == PENSTOCK_OK);
    CHECK(type->ops->create(*shared, 0, &stage_report, &instance) == PENSTOCK_OK);
    if (type->ops->activate) CHECK(type->ops->activate(instance, &stage_report) == PENSTOCK_OK);
    return instance;
}

/** Ends what `start_stage` began. */
static inline void end_stage(const penstock_stage_type *type, void *shared, void *instance) {
    if (type->ops->deactivate) type->ops->deactivate(instance);
    type->ops->destroy(instance);
    type->ops->release(shared);
}

#endif
