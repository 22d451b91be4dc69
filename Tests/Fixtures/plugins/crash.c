/*
 * A plugin that brings its host down, as it is told: a filter and a transport that fail when the body contains a text.
 *
 *     - filter: com.example.crash
 *       with: { text: poison, how: segv }             # or abort, trap, divide, overflow, loop
 *     - transport: com.example.crash
 *       with: { text: poison, how: segv, file: "/tmp/arrived", together: 300 }
 *
 * The filter lets everything else pass. With the text CONFIGURE it fails in `configure`. The transport hands what it
 * gets to a thread of its own, which writes the id of each event to the file; what contains the text makes that thread
 * crash, the first time not before `together` attempts are in flight.
 */
#define _GNU_SOURCE
#define PENSTOCK_PLUGIN_IMPLEMENTATION
#include "penstock.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { MOST_IN_FLIGHT = 8192 };

struct crash {
    const penstock_host *host;
    char text[64], how[16], file[512];
    long together;
    /* The transport's. */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    const penstock_delivery *waiting[MOST_IN_FLIGHT];
    size_t count;
    int is_ending;
};

static int contains(penstock_bytes bytes, const char *text) {
    return *text && memmem(bytes.ptr, bytes.len, text, strlen(text)) != NULL;
}

/* The value of a member whose JSON has been checked against the schema, up to its closing quote or comma. */
static void member(const char *json, size_t length, const char *key, char *value, size_t room) {
    char name[32] = "\"";
    strcat(strcat(name, key), "\":");
    const char *start = memmem(json, length, name, strlen(name));
    size_t count = 0;
    if (start) {
        start += strlen(name);
        if (*start == '"') start++;
        while (start < json + length && !strchr("\",}", *start) && count + 1 < room) value[count++] = *start++;
    }
    value[count] = 0;
}

/* Through a volatile pointer, so that no compiler sees what this is. */
static int recurse(volatile char *above) {
    volatile char frame[4096];
    frame[0] = above ? above[0] : 0;
    return recurse(frame) + frame[0];
}

static volatile uintptr_t nowhere = 8;

static void fail(const char *how) {
    volatile int zero = 0;
    if (strcmp(how, "abort") == 0) abort();
    if (strcmp(how, "trap") == 0) __builtin_trap();
    if (strcmp(how, "divide") == 0) zero = (int)nowhere / zero;
    if (strcmp(how, "overflow") == 0) recurse(NULL);
    while (strcmp(how, "loop") == 0) zero = zero + 1;
    *(volatile int *)nowhere = zero;
}

static int32_t configure(const struct penstock_stage_type *type, const penstock_host *host, const uint8_t *json,
                         size_t length, const penstock_report *report, void **shared) {
    struct crash *made = calloc(1, sizeof *made);
    char together[16];
    (void)type;
    (void)report;
    if (!made) return PENSTOCK_FAIL_LIMIT;
    made->host = host;
    member((const char *)json, length, "text", made->text, sizeof made->text);
    member((const char *)json, length, "how", made->how, sizeof made->how);
    member((const char *)json, length, "file", made->file, sizeof made->file);
    member((const char *)json, length, "together", together, sizeof together);
    made->together = atol(together);
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->wake, NULL);
    if (strcmp(made->text, "CONFIGURE") == 0) fail(made->how);
    *shared = made;
    return PENSTOCK_OK;
}

static void release(void *shared) { free(shared); }

static int32_t create(void *shared, uint32_t thread_index, const penstock_report *report, void **instance) {
    (void)thread_index;
    (void)report;
    *instance = shared;
    return PENSTOCK_OK;
}

static void destroy(void *instance) { (void)instance; }

static int32_t filter(void *instance, const penstock_message *message, const penstock_call *call) {
    const struct crash *crash = instance;
    (void)call;
    if (contains(message->body, crash->text)) fail(crash->how);
    return PENSTOCK_PASS;
}

/* ------------------------------------------------------------------------------------------------- The transport --- */

static void arrive(const struct crash *crash, const penstock_delivery *delivery) {
    const penstock_message *message = delivery->message;
    if (contains(message->body, crash->text)) fail(crash->how);
    char line[128];
    size_t length = message->event->id.len < sizeof line - 1 ? message->event->id.len : sizeof line - 1;
    memcpy(line, message->event->id.ptr, length);
    line[length++] = '\n';
    int file = open(crash->file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    int is_written = file >= 0 && write(file, line, length) == (ssize_t)length;
    if (file >= 0) close(file);
    penstock_result result = {
        .size = sizeof(penstock_result),
        .token = delivery->token,
        .outcome = is_written ? PENSTOCK_DELIVERED : PENSTOCK_TRANSIENT,
        .sent = PENSTOCK_SENT_YES,
        .retry_after_ms = -1,
    };
    crash->host->complete(crash->host, &result);
}

/* Whether this is the first crash of all: a file beside the other remembers it. */
static int is_first(const struct crash *crash) {
    char name[sizeof crash->file + 8];
    strcat(strcpy(name, crash->file), ".first");
    int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0) close(file);
    return file >= 0;
}

static void *run(void *context) {
    struct crash *crash = context;
    stack_t stack = {.ss_size = 65536};
    stack.ss_sp = mmap(NULL, stack.ss_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    sigaltstack(&stack, NULL);
    pthread_mutex_lock(&crash->lock);
    while (!crash->is_ending) {
        while (crash->count == 0 && !crash->is_ending) pthread_cond_wait(&crash->wake, &crash->lock);
        while (crash->count > 0) {
            const penstock_delivery *delivery = crash->waiting[--crash->count];
            if (contains(delivery->message->body, crash->text) && is_first(crash))
                while ((long)crash->count + 1 < crash->together) pthread_cond_wait(&crash->wake, &crash->lock);
            pthread_mutex_unlock(&crash->lock);
            arrive(crash, delivery);
            pthread_mutex_lock(&crash->lock);
        }
    }
    pthread_mutex_unlock(&crash->lock);
    return NULL;
}

static int32_t activate(void *instance, const penstock_report *report) {
    struct crash *crash = instance;
    (void)report;
    sigset_t all, before;
    sigfillset(&all);
    int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT};
    for (size_t index = 0; index < sizeof faults / sizeof *faults; index++) sigdelset(&all, faults[index]);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&crash->thread, NULL, run, crash);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed ? PENSTOCK_FAIL_LIMIT : PENSTOCK_OK;
}

static int32_t submit(void *instance, const penstock_delivery *delivery) {
    struct crash *crash = instance;
    pthread_mutex_lock(&crash->lock);
    int is_full = crash->count == MOST_IN_FLIGHT;
    if (!is_full) crash->waiting[crash->count++] = delivery;
    pthread_cond_signal(&crash->wake);
    pthread_mutex_unlock(&crash->lock);
    return is_full ? PENSTOCK_FAIL_TRANSIENT : PENSTOCK_OK;
}

static void deactivate(void *instance) {
    struct crash *crash = instance;
    pthread_mutex_lock(&crash->lock);
    crash->is_ending = 1;
    pthread_cond_signal(&crash->wake);
    pthread_mutex_unlock(&crash->lock);
    pthread_join(crash->thread, NULL);
}

static int32_t drain(void *instance, int64_t budget_us) {
    struct crash *crash = instance;
    struct timespec moment = {0, 10000000};
    for (int64_t waited = 0; waited < budget_us; waited += 10000) {
        pthread_mutex_lock(&crash->lock);
        int is_empty = crash->count == 0;
        pthread_mutex_unlock(&crash->lock);
        if (is_empty) break;
        nanosleep(&moment, NULL);
    }
    return PENSTOCK_OK;
}

/* ----------------------------------------------------------------------------------------------------- The tables --- */

#define SCHEMA                                                                                                        \
    "{\"type\":\"object\",\"required\":[\"text\",\"how\"],\"additionalProperties\":false,\"properties\":{"           \
    "\"text\":{\"type\":\"string\",\"description\":\"What makes it fail.\"},"                                        \
    "\"how\":{\"type\":\"string\",\"description\":\"How it fails.\"},"                                               \
    "\"file\":{\"type\":\"string\",\"description\":\"Where the ids of what arrived are written.\"},"                 \
    "\"together\":{\"type\":\"integer\",\"default\":1,\"description\":\"How many attempts it waits for.\"}}}"

static const penstock_ops filter_ops = {
    .size = sizeof(penstock_ops),
    .configure = configure,
    .release = release,
    .create = create,
    .destroy = destroy,
    .filter = filter,
};

static const penstock_ops transport_ops = {
    .size = sizeof(penstock_ops),
    .configure = configure,
    .release = release,
    .create = create,
    .destroy = destroy,
    .activate = activate,
    .deactivate = deactivate,
    .submit = submit,
    .drain = drain,
};

static const penstock_stage_type crash_filter = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_FILTER,
    .id = "com.example.crash",
    .summary = "Brings the host down when the body contains a text.",
    .schema = SCHEMA,
    .ops = &filter_ops,
};

static const penstock_stage_type crash_transport = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_TRANSPORT,
    .id = "com.example.crash",
    .summary = "Brings the host down from a thread of its own.",
    .schema = SCHEMA,
    .ops = &transport_ops,
};

static const penstock_stage_type *const stages[] = {&crash_filter, &crash_transport};

static const penstock_library library = {
    .size = sizeof(penstock_library),
    .abi_minor = PENSTOCK_ABI_MINOR,
    .id = "com.example.crash",
#ifdef VARIANT
    .version = VARIANT,
#else
    .version = "1.0.0",
#endif
    .vendor = "Penstock's tests",
    .stage_count = 2,
    .stages = stages,
};

const penstock_library *penstock_plugin_v1(const penstock_host_info *host) {
    (void)host;
#ifdef CRASH_IN_ENTRY
    fail("segv");
#endif
    return &library;
}
