#include "internal.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// One request at a time on a connection: who sends webhooks waits for the answer.
typedef struct connection {
    int socket;
    size_t length, room;
    char *bytes;
    /// The connections whose answer is not due yet, in the order in which it will be.
    struct connection *next;
    int64_t due;
    bool waits, closed;
    struct connection *before, *after;
} connection;

struct cbench_receiver {
    cbench_ledger *ledger;
    int listener, events, stopper;
    uint16_t port;
    pthread_t thread;
    _Atomic int64_t delay, first, last, cpu;
    _Atomic uint64_t requests, signed_requests, arrived, strangers;
    _Atomic bool stops;
    connection *waiting, *last_waiting;
    connection *all;
};

static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

static void forget(cbench_receiver *receiver, connection *one) {
    // Closing is not enough while a program is being started: until it has begun, it has the socket open too, and
    // events of what is freed here would go on to come.
    epoll_ctl(receiver->events, EPOLL_CTL_DEL, one->socket, NULL);
    close(one->socket);
    if (one->before) one->before->after = one->after; else receiver->all = one->after;
    if (one->after) one->after->before = one->before;
    free(one->bytes);
    free(one);
}

static void shut(cbench_receiver *receiver, connection *one) {
    // One that still stands in the line of answers is freed when its turn comes.
    if (!one->waits) forget(receiver, one);
    else if (!one->closed) {
        one->closed = true;
        epoll_ctl(receiver->events, EPOLL_CTL_DEL, one->socket, NULL);
    }
}

static bool reply(connection *one) {
    // The answer is far smaller than the buffer of a socket whose peer waits for nothing else.
    return send(one->socket, answer, sizeof answer - 1, MSG_NOSIGNAL) == sizeof answer - 1;
}

static void note(cbench_receiver *receiver, const char *body, size_t length) {
    int64_t now = cbench_now();
    int64_t index = cbench_ledger_find(receiver->ledger, body, length);
    receiver->requests++;
    if (index < 0) {
        receiver->strangers++;
    } else {
        entry *entry = &receiver->ledger->entries[index];
        if (entry->arrivals++ == 0) {
            entry->arrived = now;
            receiver->arrived++;
        }
    }
    if (receiver->first == 0) receiver->first = now;
    receiver->last = now;
}

/// Reads one request from the bytes of a connection.
/// Returns its length; 0 while it is not whole, -1 when it is none.
static ssize_t take(cbench_receiver *receiver, connection *one) {
    char *end = memmem(one->bytes, one->length, "\r\n\r\n", 4);
    if (!end) return one->length > 65536 ? -1 : 0;
    size_t head = (size_t)(end - one->bytes) + 4, body = 0;
    bool chunked = false, is_signed = false;
    for (char *line = one->bytes; (line = memchr(line, '\n', (size_t)(end - line) + 2)) && ++line < end;) {
        if (!strncasecmp(line, "content-length:", 15)) body = strtoul(line + 15, NULL, 10);
        else if (!strncasecmp(line, "transfer-encoding:", 18)) chunked = true;
        else if (!strncasecmp(line, "webhook-signature:", 18)) is_signed = true;
    }
    if (chunked) {
        char *last = memmem(one->bytes + head, one->length - head, "0\r\n\r\n", 5);
        if (!last) return 0;
        body = (size_t)(last - one->bytes) + 5 - head;
    }
    if (one->length < head + body) return 0;
    note(receiver, one->bytes + head, body);
    if (is_signed) receiver->signed_requests++;
    return (ssize_t)(head + body);
}

static void serve(cbench_receiver *receiver, connection *one) {
    if (one->room - one->length < 4096) {
        char *bytes = realloc(one->bytes, one->room * 2);
        if (!bytes) return shut(receiver, one);
        one->bytes = bytes;
        one->room *= 2;
    }
    ssize_t count = recv(one->socket, one->bytes + one->length, one->room - one->length, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return shut(receiver, one);
    one->length += (size_t)count;
    if (one->waits) return;
    ssize_t length = take(receiver, one);
    if (length < 0) return shut(receiver, one);
    if (length == 0) return;
    memmove(one->bytes, one->bytes + length, one->length - (size_t)length);
    one->length -= (size_t)length;
    int64_t delay = receiver->delay;
    if (delay == 0 && !receiver->waiting) {
        if (!reply(one)) shut(receiver, one);
        return;
    }
    one->waits = true;
    one->due = cbench_now() + delay;
    one->next = NULL;
    if (receiver->last_waiting) receiver->last_waiting->next = one; else receiver->waiting = one;
    receiver->last_waiting = one;
}

/// Gives the answers that are due, and returns the nanoseconds to the next; -1 when there is none.
static int64_t reply_due(cbench_receiver *receiver) {
    int64_t now = cbench_now();
    for (connection *one; (one = receiver->waiting);) {
        if (one->due > now) return one->due - now;
        receiver->waiting = one->next;
        if (!one->next) receiver->last_waiting = NULL;
        one->waits = false;
        if (one->closed || !reply(one)) forget(receiver, one);
    }
    return -1;
}

static void take_in(cbench_receiver *receiver) {
    for (int socket; (socket = accept4(receiver->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
        int on = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        connection *one = calloc(1, sizeof *one);
        if (one) one->bytes = malloc(8192);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = one};
        if (!one || !one->bytes || epoll_ctl(receiver->events, EPOLL_CTL_ADD, socket, &event) != 0) {
            if (one) free(one->bytes);
            free(one);
            close(socket);
            continue;
        }
        one->socket = socket;
        one->room = 8192;
        one->after = receiver->all;
        if (receiver->all) receiver->all->before = one;
        receiver->all = one;
    }
}

static void *run(void *argument) {
    cbench_receiver *receiver = argument;
    struct epoll_event events[256];
    pthread_setname_np(pthread_self(), "receiver");
    while (!receiver->stops) {
        int64_t wait = reply_due(receiver);
        struct timespec time = {.tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000};
        int count = epoll_pwait2(receiver->events, events, 256, wait < 0 ? NULL : &time, NULL);
        for (int index = 0; index < count; index++) {
            void *of = events[index].data.ptr;
            if (of == receiver) take_in(receiver);
            else if (of) serve(receiver, of);
        }
        receiver->cpu = thread_cpu();
    }
    receiver->waiting = NULL;
    while (receiver->all) forget(receiver, receiver->all);
    return NULL;
}

cbench_receiver *cbench_receiver_start(cbench_ledger *ledger) {
    cbench_receiver *receiver = calloc(1, sizeof *receiver);
    if (!receiver) return NULL;
    receiver->ledger = ledger;
    receiver->listener = listen_locally(&receiver->port);
    receiver->events = epoll_create1(EPOLL_CLOEXEC);
    receiver->stopper = eventfd(0, EFD_CLOEXEC);
    struct epoll_event arrival = {.events = EPOLLIN, .data.ptr = receiver}, stop = {.events = EPOLLIN};
    if (receiver->listener < 0 || receiver->events < 0 || receiver->stopper < 0
        || epoll_ctl(receiver->events, EPOLL_CTL_ADD, receiver->listener, &arrival) != 0
        || epoll_ctl(receiver->events, EPOLL_CTL_ADD, receiver->stopper, &stop) != 0
        || pthread_create(&receiver->thread, NULL, run, receiver) != 0) {
        if (receiver->listener >= 0) close(receiver->listener);
        if (receiver->events >= 0) close(receiver->events);
        if (receiver->stopper >= 0) close(receiver->stopper);
        free(receiver);
        return NULL;
    }
    return receiver;
}

uint16_t cbench_receiver_port(const cbench_receiver *receiver) { return receiver->port; }

void cbench_receiver_delay(cbench_receiver *receiver, int64_t nanoseconds) { receiver->delay = nanoseconds; }

void cbench_receiver_mark(cbench_receiver *receiver) { receiver->first = 0; }

cbench_arrivals cbench_receiver_read(const cbench_receiver *receiver) {
    return (cbench_arrivals){
        .requests = receiver->requests, .signed_requests = receiver->signed_requests, .events = receiver->arrived,
        .strangers = receiver->strangers, .first = receiver->first, .last = receiver->last, .cpu = receiver->cpu,
    };
}

void cbench_receiver_stop(cbench_receiver *receiver) {
    receiver->stops = true;
    eventfd_write(receiver->stopper, 1);
    pthread_join(receiver->thread, NULL);
    close(receiver->listener);
    close(receiver->events);
    close(receiver->stopper);
    free(receiver);
}
