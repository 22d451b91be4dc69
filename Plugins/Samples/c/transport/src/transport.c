/*
 * A transport: appends every message to a file, a line each, and reports it delivered when the line is on disk.
 *
 *     - transport: PLUGIN_ID
 *       with: { file: "spool.txt" }          # "delivery id", a tab, the body
 *
 * It shows what a transport owes: `submit` returns at once, each token is completed exactly once, and the slow work
 * happens on a thread of its own, which lives between `activate` and `deactivate`. That thread takes all that waits at
 * once, so that many messages share one fsync.
 */
#define _GNU_SOURCE
#include "stage.h"

#include "json_text.h"
#include "own_thread.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Lines, and the tokens of the attempts that they belong to. */
struct batch {
    char *lines;
    size_t length, capacity;
    uint64_t *tokens;
    size_t count, room;
};

struct spool {
    const penstock_host *host;
    char *file;
    pthread_t thread;
    pthread_mutex_t lock;      /* guards what follows */
    pthread_cond_t changed;    /* on the monotonic clock */
    struct batch waiting;      /* taken by the thread next */
    struct batch writing;      /* its lines are the thread's; whoever takes its tokens completes them */
    int busy;                  /* the thread writes or completes */
    int ends;
};

/* ------------------------------------------------------------------------------------------------- Completing --- */

static void complete(const struct spool *spool, uint64_t token, int32_t outcome, uint32_t sent, const char *code,
                     const char *sentence) {
    penstock_result result = {
        .size = sizeof result,
        .token = token,
        .outcome = outcome,
        .sent = sent,
        .retry_after_ms = -1,
        .code = view(code),
        .sentence = view(sentence),
    };
    spool->host->complete(spool->host, &result);
}

/* Completes what `tokens` holds. Never under the lock: the host may call again before this returns. */
static void complete_all(const struct spool *spool, uint64_t *tokens, size_t count, uint32_t sent, const char *code,
                         const char *problem) {
    for (size_t index = 0; index < count; index++) {
        if (problem) complete(spool, tokens[index], PENSTOCK_TRANSIENT, sent, code, problem);
        else complete(spool, tokens[index], PENSTOCK_DELIVERED, PENSTOCK_SENT_YES, "written", "it is on disk");
    }
    free(tokens);
}

/* Takes the tokens out of a batch, under the lock: whoever takes them completes them. */
static uint64_t *take_tokens(struct batch *batch, size_t *count) {
    uint64_t *tokens = batch->tokens;
    *count = batch->count;
    batch->tokens = NULL;
    batch->count = batch->room = 0;
    return tokens;
}

/* --------------------------------------------------------------------------------------------------- Writing --- */

/* Writes all of it and waits for the disk. 0, or an errno; then the file is as it was. */
static int append_to(int descriptor, const char *bytes, size_t length) {
    struct stat before;
    if (fstat(descriptor, &before) != 0) return errno;
    while (length > 0) {
        ssize_t written = write(descriptor, bytes, length);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            int failure = errno;
            /* Half a line would run into the next one. */
            if (ftruncate(descriptor, before.st_size) != 0) return errno;
            return failure;
        }
        bytes += written;
        length -= (size_t)written;
    }
    return fsync(descriptor) == 0 ? 0 : errno;
}

/* Opened for each batch, so that a file that was moved away or a directory that was mended is noticed. */
static int write_lines(const struct spool *spool, const struct batch *batch) {
    int descriptor = open(spool->file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (descriptor < 0) return errno;
    int failure = append_to(descriptor, batch->lines, batch->length);
    close(descriptor);
    return failure;
}

static void *run(void *context) {
    struct spool *spool = context;
    pthread_mutex_lock(&spool->lock);
    for (;;) {
        while (spool->waiting.count == 0 && !spool->ends) pthread_cond_wait(&spool->changed, &spool->lock);
        if (spool->waiting.count == 0) break;
        spool->writing = spool->waiting;
        spool->waiting = (struct batch){0};
        spool->busy = 1;
        pthread_mutex_unlock(&spool->lock);

        int failure = write_lines(spool, &spool->writing);
        char text[600] = "";
        if (failure) snprintf(text, sizeof text, "%s cannot be written: %s", spool->file, strerrordesc_np(failure));

        pthread_mutex_lock(&spool->lock);
        size_t count = 0;
        uint64_t *tokens = take_tokens(&spool->writing, &count);
        char *lines = spool->writing.lines;
        spool->writing = (struct batch){0};
        pthread_mutex_unlock(&spool->lock);
        free(lines);
        complete_all(spool, tokens, count, PENSTOCK_SENT_NO, "not-written", failure ? text : NULL);

        pthread_mutex_lock(&spool->lock);
        spool->busy = 0;
        pthread_cond_broadcast(&spool->changed);
    }
    pthread_mutex_unlock(&spool->lock);
    return NULL;
}

/* ------------------------------------------------------------------------------------------- What the host calls --- */

static int32_t configure(const struct penstock_stage_type *type, const penstock_host *host, const uint8_t *json,
                         size_t length, const penstock_report *report, void **shared) {
    (void)type;
    size_t size = 0;
    char *file = json_text(json, length, "file", &size);
    if (!file || size == 0 || size > 255 || strlen(file) != size) {
        free(file);
        return refuse(report, "/file", "a path of at most 255 bytes is needed");
    }
    struct spool *spool = calloc(1, sizeof *spool);
    if (!spool) {
        free(file);
        return PENSTOCK_FAIL_LIMIT;
    }
    spool->host = host;
    spool->file = file;
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&spool->changed, &clock);
    pthread_condattr_destroy(&clock);
    pthread_mutex_init(&spool->lock, NULL);
    *shared = spool;
    return PENSTOCK_OK;
}

static void release(void *shared) {
    struct spool *spool = shared;
    pthread_cond_destroy(&spool->changed);
    pthread_mutex_destroy(&spool->lock);
    free(spool->waiting.lines);
    free(spool->waiting.tokens);
    free(spool->file);
    free(spool);
}

/* A transport has one instance in all, so it is what is shared. */
static int32_t create(void *shared, uint32_t thread_index, const penstock_report *report, void **instance) {
    (void)thread_index, (void)report;
    *instance = shared;
    return PENSTOCK_OK;
}

static void destroy(void *instance) { (void)instance; }

static int32_t activate(void *instance, const penstock_report *report) {
    struct spool *spool = instance;
    spool->ends = 0;
    if (start_own_thread(&spool->thread, run, spool) == 0) return PENSTOCK_OK;
    refuse(report, "", "no thread could be started");
    return PENSTOCK_FAIL_TRANSIENT;
}

static void deactivate(void *instance) {
    struct spool *spool = instance;
    pthread_mutex_lock(&spool->lock);
    spool->ends = 1;
    pthread_cond_broadcast(&spool->changed);
    pthread_mutex_unlock(&spool->lock);
    pthread_join(spool->thread, NULL);
}

/* Makes room for one more line and its token. */
static int reserve(struct batch *batch, size_t length) {
    if (batch->count == batch->room) {
        size_t room = batch->room ? batch->room * 2 : 16;
        uint64_t *tokens = realloc(batch->tokens, room * sizeof *tokens);
        if (!tokens) return 0;
        batch->tokens = tokens, batch->room = room;
    }
    if (length > batch->capacity - batch->length) {
        size_t capacity = (batch->length + length) * 2;
        char *lines = realloc(batch->lines, capacity);
        if (!lines) return 0;
        batch->lines = lines, batch->capacity = capacity;
    }
    return 1;
}

static void put(struct batch *batch, const void *bytes, size_t length) {
    if (length > 0) memcpy(batch->lines + batch->length, bytes, length);
    batch->length += length;
}

static int32_t submit(void *instance, const penstock_delivery *delivery) {
    struct spool *spool = instance;
    penstock_bytes id = delivery->call->delivery, body = delivery->message->body;
    if (delivery->call->flags & PENSTOCK_CALL_TRIAL) {
        complete(spool, delivery->token, PENSTOCK_DELIVERED, PENSTOCK_SENT_NO, "trial", "a trial: nothing was written");
        return PENSTOCK_OK;
    }
    if (body.len > 0 && memchr(body.ptr, '\n', body.len)) {
        complete(spool, delivery->token, PENSTOCK_PERMANENT, PENSTOCK_SENT_NO, "not-one-line",
                 "the body has several lines, and the file has one for each message");
        return PENSTOCK_OK;
    }
    pthread_mutex_lock(&spool->lock);
    struct batch *batch = &spool->waiting;
    int fits = reserve(batch, id.len + body.len + 2);
    if (fits) {
        put(batch, id.ptr, id.len);
        put(batch, "\t", 1);
        put(batch, body.ptr, body.len);
        put(batch, "\n", 1);
        batch->tokens[batch->count++] = delivery->token;
        pthread_cond_broadcast(&spool->changed);
    }
    pthread_mutex_unlock(&spool->lock);
    if (!fits) {
        complete(spool, delivery->token, PENSTOCK_TRANSIENT, PENSTOCK_SENT_NO, "no-memory", "there is no memory left");
    }
    return PENSTOCK_OK;
}

/* Waits until everything is written; what is not by then is completed as it stands. */
static int32_t drain(void *instance, int64_t budget_us) {
    struct spool *spool = instance;
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    int64_t nanoseconds = end.tv_nsec + budget_us % 1000000 * 1000;
    end.tv_sec += budget_us / 1000000 + nanoseconds / 1000000000;
    end.tv_nsec = nanoseconds % 1000000000;

    pthread_mutex_lock(&spool->lock);
    int waited = 0;
    while (waited == 0 && (spool->waiting.count > 0 || spool->busy)) {
        waited = pthread_cond_timedwait(&spool->changed, &spool->lock, &end);
    }
    size_t waiting_count = 0, writing_count = 0;
    uint64_t *writing = take_tokens(&spool->writing, &writing_count);
    uint64_t *waiting = take_tokens(&spool->waiting, &waiting_count);
    spool->waiting.length = 0;
    pthread_mutex_unlock(&spool->lock);
    complete_all(spool, writing, writing_count, PENSTOCK_SENT_MAYBE, "cut", "the host ended before it was on disk");
    complete_all(spool, waiting, waiting_count, PENSTOCK_SENT_NO, "cut", "the host ended before it was written");
    return PENSTOCK_OK;
}

static const penstock_ops operations = {
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

const penstock_stage_type stage_type = {
    .size = sizeof(penstock_stage_type),
    .kind = PENSTOCK_TRANSPORT,
    .id = "PLUGIN_ID",
    .summary = "Appends every message to a file, a line each, and waits for the disk.",
    .schema = "{\"type\":\"object\",\"required\":[\"file\"],\"additionalProperties\":false,\"properties\":{"
              "\"file\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":255,\"description\":"
              "\"The file to append to; a relative path starts where the host was started.\"}},"
              "\"examples\":[{\"file\":\"spool.txt\"}]}",
    .ops = &operations,
};
