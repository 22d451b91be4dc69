#include "internal.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    BODY_ROOM = 640,
    HEAD_ROOM = 256,
    ANSWER_ROOM = 4096,
};
/// Before a connection that was refused or broke is tried again.
static const int64_t reconnect_after = 20000000;
static const int64_t second = 1000000000;
static const int64_t patience = 2 * second;

typedef enum state { CLOSED, CONNECTING, IDLE, SENDING, AWAITING, PAUSED } state;

/// A connection and the events it has to bring over, which it keeps until they are answered.
typedef struct connection {
    state state;
    int socket;
    uint32_t first, count;
    size_t out_length, out_sent;
    char *out;
    /// The head of the answer; of the body only how much of it is to come.
    char head[ANSWER_ROOM];
    size_t head_length, body_left;
    bool has_head, closes;
    /// Closed by the host while nothing was under way.
    bool stale;
    int status;
    int64_t retry_after;
    /// When a closed or paused connection goes on.
    int64_t resume;
} connection;

struct cbench_generator {
    cbench_ledger *ledger;
    cbench_load load;
    int events, waker;
    pthread_t thread;
    connection *connections;
    uint16_t *idle;
    size_t idle_count;
    _Atomic uint32_t next;
    /// The first of the connections' times to go on; 0 when none waits.
    int64_t next_resume;
    _Atomic uint16_t port;
    _Atomic bool ends;
    _Atomic uint64_t accepted, refused, resent, deferred;
    _Atomic int32_t refusal;
    _Atomic int64_t started, ended, cpu;
    _Atomic bool done;
};

// MARK: - Requests

static size_t write_event(const cbench_ledger *ledger, uint32_t index, bool in_batch, char *text) {
    char id[CBENCH_ID_LENGTH + 1] = {0};
    write_id(ledger, index, id);
    return (size_t)sprintf(
        text,
        "{%s\"id\":\"%s\",\"type\":\"course.completed\",\"time\":\"2026-03-09T14:05:33Z\",\"data\":{"
        "\"course_name\":\"Safe handling of solvents in the laboratory\",\"catalog_id\":\"WS-%03u\","
        "\"passing_score\":60,\"score\":%u,\"username\":\"learner.%06u@students.example.org\",\"date\":\"2026-03-09\","
        "\"instructor\":\"Department of Occupational Health\",\"room\":\"Building 7, second floor\"}}",
        in_batch ? "\"specversion\":\"1.0\",\"source\":\"/api\"," : "", id, index % 500, 61 + index % 39, index % 40000
    );
}

static void compose(const cbench_generator *generator, connection *one) {
    bool batch = generator->load.batch > 1;
    char *body = one->out + HEAD_ROOM, *end = body;
    for (uint32_t place = 0; place < one->count; place++) {
        if (batch) *end++ = place == 0 ? '[' : ',';
        end += write_event(generator->ledger, one->first + place, batch, end);
        if (generator->load.lines) *end++ = '\n';
    }
    if (batch) *end++ = ']';
    size_t length = (size_t)(end - body);
    char head[HEAD_ROOM];
    int size = generator->load.lines ? 0 : snprintf(
        head, sizeof head,
        "POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/%s\r\nContent-Length: %zu\r\n\r\n",
        batch ? "cloudevents-batch+json" : "json", length);
    // The head ends where the body begins.
    memmove(one->out + size, body, length);
    memcpy(one->out, head, (size_t)size);
    one->out_length = (size_t)size + length;
    one->out_sent = 0;
}

// MARK: - Connections

static void disconnect(cbench_generator *generator, connection *one) {
    if (one->socket < 0) return;
    // Closing is not enough while a program is being started, which has the socket open too until it has begun.
    epoll_ctl(generator->events, EPOLL_CTL_DEL, one->socket, NULL);
    close(one->socket);
    one->socket = -1;
}

static void watch(cbench_generator *generator, connection *one, int operation, uint32_t what) {
    struct epoll_event event = {.events = what, .data.ptr = one};
    epoll_ctl(generator->events, operation, one->socket, &event);
}

static void wait_until(cbench_generator *generator, connection *one, state state, int64_t time) {
    one->state = state;
    one->resume = time;
    if (generator->next_resume == 0 || time < generator->next_resume)
        generator->next_resume = time;
}

static void broken(cbench_generator *generator, connection *one) {
    if (one->state == SENDING || one->state == AWAITING) generator->resent++;
    disconnect(generator, one);
    wait_until(generator, one, CLOSED, cbench_now() + reconnect_after);
}

static void transmit(cbench_generator *generator, connection *one);

static void go_on(cbench_generator *generator, connection *one) {
    if (one->count > 0 && one->stale) {
        disconnect(generator, one);
        return wait_until(generator, one, CLOSED, cbench_now());
    }
    if (one->count > 0) {
        one->out_sent = one->head_length = one->body_left = 0;
        one->has_head = false;
        one->state = SENDING;
        transmit(generator, one);
        return;
    }
    one->state = IDLE;
    generator->idle[generator->idle_count++] = (uint16_t)(one - generator->connections);
}

static void open_connection(cbench_generator *generator, connection *one) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(generator->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    one->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (one->socket < 0) return broken(generator, one);
    setsockopt(one->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    bool connects = connect(one->socket, (void *)&address, sizeof address) == 0;
    if (!connects && errno != EINPROGRESS) return broken(generator, one);
    one->state = CONNECTING;
    one->stale = false;
    watch(generator, one, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
}

static void accept_all(cbench_generator *generator, connection *one, int64_t now) {
    for (uint32_t place = 0; place < one->count; place++)
        generator->ledger->entries[one->first + place].accepted = now;
    generator->accepted += one->count;
    one->count = 0;
}

static void transmit(cbench_generator *generator, connection *one) {
    while (one->out_sent < one->out_length) {
        ssize_t count = send(one->socket, one->out + one->out_sent, one->out_length - one->out_sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return watch(generator, one, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
        if (count < 0) return broken(generator, one);
        one->out_sent += (size_t)count;
    }
    one->state = AWAITING;
    if (!generator->load.lines) return;
    // Nothing answers a line: what the kernel took is as accepted as it gets.
    accept_all(generator, one, cbench_now());
    go_on(generator, one);
}

/// Gives a connection its next events. At a fixed rate a request counts from when it was due, not from when a
/// connection was free: a host that is slow must not be asked less often for it.
static void assign(cbench_generator *generator, connection *one, int64_t due) {
    uint32_t left = generator->load.end - generator->next, most = generator->load.batch;
    one->first = generator->next;
    one->count = left < most ? left : most;
    generator->next += one->count;
    compose(generator, one);
    for (uint32_t place = 0; place < one->count; place++) generator->ledger->entries[one->first + place].sent = due;
    go_on(generator, one);
}

// MARK: - Answers

static void answered(cbench_generator *generator, connection *one) {
    int64_t now = cbench_now(), resume = now;
    bool later = one->status == 429 || one->status == 503;
    if (one->status / 100 == 2) {
        accept_all(generator, one, now);
    } else if (later) {
        generator->deferred++;
        resume += one->retry_after;
    } else {
        generator->refused += one->count;
        generator->refusal = one->status;
        one->count = 0;
    }
    if (one->closes) disconnect(generator, one);
    if (one->closes || later) wait_until(generator, one, one->closes ? CLOSED : PAUSED, resume);
    else go_on(generator, one);
}

/// Reads the head of an answer; false while it is not whole.
static bool read_head(connection *one) {
    char *end = memmem(one->head, one->head_length, "\r\n\r\n", 4);
    if (!end) return false;
    size_t body = 0;
    one->closes = false;
    one->retry_after = second / 10;
    for (char *line = one->head; (line = memchr(line, '\n', (size_t)(end - line) + 2)) && ++line < end;) {
        if (!strncasecmp(line, "content-length:", 15)) body = strtoul(line + 15, NULL, 10);
        else if (!strncasecmp(line, "connection: close", 17)) one->closes = true;
        else if (!strncasecmp(line, "retry-after:", 12)) one->retry_after = strtol(line + 12, NULL, 10) * second;
    }
    one->status = one->head_length > 12 ? atoi(one->head + 9) : 0;
    size_t have = one->head_length - ((size_t)(end - one->head) + 4);
    one->body_left = have < body ? body - have : 0;
    one->has_head = true;
    return true;
}

static void receive(cbench_generator *generator, connection *one) {
    char rest[16384];
    ssize_t count = one->has_head ? recv(one->socket, rest, sizeof rest, 0)
                                  : recv(one->socket, one->head + one->head_length,
                                         sizeof one->head - 1 - one->head_length, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return broken(generator, one);
    if (one->has_head) {
        one->body_left -= (size_t)count < one->body_left ? (size_t)count : one->body_left;
    } else {
        one->head_length += (size_t)count;
        one->head[one->head_length] = 0;
        if (!read_head(one)) {
            if (one->head_length == sizeof one->head - 1) broken(generator, one);
            return;
        }
    }
    if (one->body_left == 0 && one->state == AWAITING) answered(generator, one);
}

static void happened(cbench_generator *generator, connection *one, uint32_t what) {
    if (one->socket < 0) return;
    if (one->state == CONNECTING) {
        int code = 0;
        socklen_t length = sizeof code;
        getsockopt(one->socket, SOL_SOCKET, SO_ERROR, &code, &length);
        if (code != 0 || what & (EPOLLERR | EPOLLHUP)) return broken(generator, one);
        watch(generator, one, EPOLL_CTL_MOD, EPOLLIN);
        return go_on(generator, one);
    }
    if (what & EPOLLOUT && one->state == SENDING) {
        watch(generator, one, EPOLL_CTL_MOD, EPOLLIN);
        return transmit(generator, one);
    }
    if (what & (EPOLLIN | EPOLLERR | EPOLLHUP)) {
        // One that can be read from while nothing was asked was closed by the host, and is opened when it is wanted.
        if (one->state == IDLE || one->state == PAUSED) {
            one->stale = true;
            return watch(generator, one, EPOLL_CTL_DEL, 0);
        }
        receive(generator, one);
    }
}

// MARK: - The thread

static void resume_due(cbench_generator *generator, int64_t now) {
    if (generator->next_resume == 0 || generator->next_resume > now) return;
    generator->next_resume = 0;
    for (uint16_t index = 0; index < generator->load.connections; index++) {
        connection *one = &generator->connections[index];
        if (one->state != CLOSED && one->state != PAUSED) continue;
        if (one->resume > now) wait_until(generator, one, one->state, one->resume);
        else if (one->state == CLOSED) open_connection(generator, one);
        else go_on(generator, one);
    }
}

/// Gives idle connections what is due, and returns when the next request is; 0 when that does not depend on time.
static int64_t send_due(cbench_generator *generator) {
    const cbench_load *load = &generator->load;
    while (generator->next < load->end && !generator->ends) {
        int64_t due = cbench_now();
        if (load->rate > 0) {
            double requests = (double)(generator->next - load->first) / load->batch;
            int64_t planned = generator->started + (int64_t)(requests / load->rate * 1e9);
            if (planned > due) return planned;
            due = planned;
        }
        if (generator->idle_count == 0) return 0;
        assign(generator, &generator->connections[generator->idle[--generator->idle_count]], due);
    }
    return 0;
}

static bool is_done(cbench_generator *generator) {
    uint32_t sent = generator->next - generator->load.first;
    return generator->accepted + generator->refused >= sent
        && (generator->next == generator->load.end || generator->ends);
}

static void *run(void *argument) {
    cbench_generator *generator = argument;
    struct epoll_event events[256];
    int64_t end_by = 0;
    pthread_setname_np(pthread_self(), "generator");
    // The default slack of 50 µs is much beside the latencies that are measured at a fixed rate.
    prctl(PR_SET_TIMERSLACK, 1000);
    generator->started = cbench_now();
    for (uint16_t index = 0; index < generator->load.connections; index++)
        open_connection(generator, &generator->connections[index]);
    while (!is_done(generator)) {
        int64_t now = cbench_now();
        if (generator->ends && end_by == 0) end_by = now + patience;
        if (end_by != 0 && now >= end_by) break;
        resume_due(generator, now);
        int64_t wake = send_due(generator);
        if (is_done(generator)) break;
        int64_t other = generator->next_resume;
        if (other != 0 && (wake == 0 || other < wake)) wake = other;
        if (end_by != 0 && (wake == 0 || end_by < wake)) wake = end_by;
        int64_t wait = wake == 0 ? 0 : wake - cbench_now();
        if (wait < 0) wait = 0;
        struct timespec time = {.tv_sec = wait / second, .tv_nsec = wait % second};
        int count = epoll_pwait2(generator->events, events, 256, wake == 0 ? NULL : &time, NULL);
        for (int index = 0; index < count; index++) {
            connection *one = events[index].data.ptr;
            if (one) {
                happened(generator, one, events[index].events);
            } else {
                eventfd_t ignored;
                eventfd_read(generator->waker, &ignored);
            }
        }
        generator->cpu = thread_cpu();
    }
    generator->done = is_done(generator);
    generator->ended = cbench_now();
    return NULL;
}

static void release(cbench_generator *generator) {
    for (uint16_t index = 0; generator->connections && index < generator->load.connections; index++) {
        if (generator->connections[index].socket >= 0) close(generator->connections[index].socket);
        free(generator->connections[index].out);
    }
    if (generator->events >= 0) close(generator->events);
    if (generator->waker >= 0) close(generator->waker);
    free(generator->connections);
    free(generator->idle);
    free(generator);
}

cbench_generator *cbench_generator_start(cbench_ledger *ledger, cbench_load load) {
    cbench_generator *generator = calloc(1, sizeof *generator);
    if (!generator) return NULL;
    if (load.lines) load.batch = 1;
    if (load.batch == 0) load.batch = 1;
    if (load.end > ledger->capacity) load.end = ledger->capacity;
    generator->ledger = ledger;
    generator->load = load;
    generator->next = load.first;
    generator->port = load.port;
    generator->events = epoll_create1(EPOLL_CLOEXEC);
    generator->waker = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    generator->connections = calloc(load.connections, sizeof *generator->connections);
    generator->idle = calloc(load.connections, sizeof *generator->idle);
    struct epoll_event wake = {.events = EPOLLIN};
    bool good = generator->connections && generator->idle && generator->events >= 0 && generator->waker >= 0
        && epoll_ctl(generator->events, EPOLL_CTL_ADD, generator->waker, &wake) == 0;
    for (uint16_t index = 0; good && index < load.connections; index++) {
        generator->connections[index].socket = -1;
        generator->connections[index].out = malloc(HEAD_ROOM + (size_t)load.batch * BODY_ROOM);
        good = generator->connections[index].out;
    }
    if (!good || pthread_create(&generator->thread, NULL, run, generator) != 0) {
        release(generator);
        return NULL;
    }
    return generator;
}

void cbench_generator_turn(cbench_generator *generator, uint16_t port) { generator->port = port; }

void cbench_generator_end(cbench_generator *generator) {
    generator->ends = true;
    eventfd_write(generator->waker, 1);
}

cbench_sent cbench_generator_read(const cbench_generator *generator) {
    return (cbench_sent){
        .events = generator->next - generator->load.first,
        .accepted = generator->accepted, .refused = generator->refused, .resent = generator->resent,
        .deferred = generator->deferred, .refusal = generator->refusal, .started = generator->started,
        .ended = generator->ended, .cpu = generator->cpu, .done = generator->done,
    };
}

cbench_sent cbench_generator_finish(cbench_generator *generator) {
    pthread_join(generator->thread, NULL);
    cbench_sent sent = cbench_generator_read(generator);
    release(generator);
    return sent;
}
