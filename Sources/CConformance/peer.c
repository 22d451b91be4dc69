#include "cconformance.h"

#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

// More would take the descriptors that the transport in the same process needs; the oldest is reset then.
#define MOST_CONNECTIONS 4000

enum place { HEAD, BODY, COMMANDS, MAIL, SILENT };

struct connection {
    int socket;
    enum place place;
    // Bytes of the request's body that are still to come.
    int64_t rest;
    size_t length;
    char line[512];
    struct connection *older, *newer;
};

struct conf_peer {
    int listener, poll, wakeup, manners;
    bool smtp;
    uint16_t port;
    uint64_t chance;
    pthread_t thread;
    int count;
    struct connection *oldest, *newest;
    _Atomic int64_t connections, requests;
};

static uint64_t draw(struct conf_peer *peer) {
    // SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    uint64_t z = peer->chance += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static void end(struct conf_peer *peer, struct connection *one, bool reset) {
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    if (reset) setsockopt(one->socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(one->socket);
    if (one->older) one->older->newer = one->newer;
    else peer->oldest = one->newer;
    if (one->newer) one->newer->older = one->older;
    else peer->newest = one->older;
    peer->count--;
    free(one);
}

static void say(struct connection *one, const char *text) {
    // What does not fit into the socket's buffer is lost, which is one more way to behave badly.
    ssize_t ignored = send(one->socket, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)ignored;
}

// A request is whole: answers, or does what servers should not do. False: the connection is gone.
static bool respond(struct conf_peer *peer, struct connection *one) {
    atomic_fetch_add(&peer->requests, 1);
    int choice = peer->manners == CONF_PEER_MISBEHAVES ? (int)(draw(peer) % 12) : 0;
    if (peer->manners == CONF_PEER_STALLS) choice = 7;
    one->place = peer->smtp ? COMMANDS : HEAD;
    switch (choice) {
    case 5:
        say(one, peer->smtp ? "451 4.3.0 not now\r\n"
                            : "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n");
        return true;
    case 6:
        say(one, peer->smtp ? "550 5.7.1 never\r\n" : "HTTP/1.1 404 Nothing\r\nContent-Length: 0\r\n\r\n");
        return true;
    case 7: one->place = SILENT; return true;
    case 8: end(peer, one, true); return false;
    case 9:
        shutdown(one->socket, SHUT_WR);
        one->place = SILENT;
        return true;
    case 10:
        say(one, peer->smtp ? "250-2.0.0 the beginn" : "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthe beginn");
        end(peer, one, false);
        return false;
    case 11:
        say(one, "\x01\xff\x00 this is no protocol\r\n\r\n");
        one->place = SILENT;
        return true;
    default:
        say(one, peer->smtp ? "250 2.0.0 taken\r\n" : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        return true;
    }
}

static bool take_line(struct conf_peer *peer, struct connection *one) {
    one->line[one->length] = 0;
    size_t length = one->length;
    one->length = 0;
    switch (one->place) {
    case HEAD:
        if (!strncasecmp(one->line, "content-length:", 15)) one->rest = atoll(one->line + 15);
        if (length > 0) return true;
        if (one->rest <= 0) return respond(peer, one);
        one->place = BODY;
        return true;
    case COMMANDS:
        if (!strncasecmp(one->line, "DATA", 4)) {
            say(one, "354 go on\r\n");
            one->place = MAIL;
        } else if (!strncasecmp(one->line, "QUIT", 4)) {
            say(one, "221 2.0.0 bye\r\n");
            end(peer, one, false);
            return false;
        } else {
            say(one, "250 2.0.0 fine\r\n");
        }
        return true;
    case MAIL: return length == 1 && one->line[0] == '.' ? respond(peer, one) : true;
    default: return true;
    }
}

static bool take(struct conf_peer *peer, struct connection *one, const char *bytes, ssize_t count) {
    for (ssize_t index = 0; index < count && one->place != SILENT;) {
        if (one->place == BODY) {
            int64_t part = count - index < one->rest ? count - index : one->rest;
            index += part;
            one->rest -= part;
            if (one->rest == 0 && !respond(peer, one)) return false;
        } else if (bytes[index] == '\n') {
            index++;
            if (one->length > 0 && one->line[one->length - 1] == '\r') one->length--;
            if (!take_line(peer, one)) return false;
        } else {
            // The rest of a line that is too long does not matter.
            if (one->length < sizeof one->line - 1) one->line[one->length++] = bytes[index];
            index++;
        }
    }
    return true;
}

static void readable(struct conf_peer *peer, struct connection *one) {
    char bytes[16384];
    ssize_t count = recv(one->socket, bytes, sizeof bytes, MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) end(peer, one, false);
    else take(peer, one, bytes, count);
}

static void welcome(struct conf_peer *peer) {
    int accepted = accept4(peer->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    bool exhausted = accepted < 0 && (errno == EMFILE || errno == ENFILE);
    if (peer->oldest && (exhausted || peer->count >= MOST_CONNECTIONS)) end(peer, peer->oldest, true);
    if (accepted < 0) return;
    struct connection *one = calloc(1, sizeof *one);
    if (!one) {
        close(accepted);
        return;
    }
    one->socket = accepted;
    one->older = peer->newest;
    if (peer->newest) peer->newest->newer = one;
    else peer->oldest = one;
    peer->newest = one;
    peer->count++;
    atomic_fetch_add(&peer->connections, 1);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = one};
    epoll_ctl(peer->poll, EPOLL_CTL_ADD, accepted, &event);
    one->place = peer->smtp ? COMMANDS : HEAD;
    // Some are turned away before a word was said.
    int choice = peer->manners == CONF_PEER_MISBEHAVES ? (int)(draw(peer) % 16) : 15;
    if (choice == 0) end(peer, one, true);
    else if (choice == 1) shutdown(accepted, SHUT_WR);
    else if (peer->smtp && peer->manners != CONF_PEER_STALLS) say(one, "220 peer ESMTP\r\n");
}

static void *serve(void *pointer) {
    struct conf_peer *peer = pointer;
    for (;;) {
        // One at a time: an event that was fetched for a connection that another one's end has freed would be stale.
        struct epoll_event event;
        if (epoll_wait(peer->poll, &event, 1, -1) != 1) continue;
        if (event.data.ptr == &peer->wakeup) return NULL;
        if (event.data.ptr == peer) welcome(peer);
        else readable(peer, event.data.ptr);
    }
}

static bool listen_on(struct conf_peer *peer) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    peer->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    peer->poll = epoll_create1(EPOLL_CLOEXEC);
    peer->wakeup = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct epoll_event incoming = {.events = EPOLLIN, .data.ptr = peer};
    struct epoll_event wakeup = {.events = EPOLLIN, .data.ptr = &peer->wakeup};
    if (peer->listener < 0 || peer->poll < 0 || peer->wakeup < 0
        || bind(peer->listener, (void *)&address, length) != 0 || listen(peer->listener, 4096) != 0
        || getsockname(peer->listener, (void *)&address, &length) != 0
        || epoll_ctl(peer->poll, EPOLL_CTL_ADD, peer->listener, &incoming) != 0
        || epoll_ctl(peer->poll, EPOLL_CTL_ADD, peer->wakeup, &wakeup) != 0) return false;
    peer->port = ntohs(address.sin_port);
    return pthread_create(&peer->thread, NULL, serve, peer) == 0;
}

static void release(struct conf_peer *peer) {
    while (peer->oldest) end(peer, peer->oldest, true);
    if (peer->listener >= 0) close(peer->listener);
    if (peer->poll >= 0) close(peer->poll);
    if (peer->wakeup >= 0) close(peer->wakeup);
    free(peer);
}

struct conf_peer *conf_peer_start(bool smtp, int manners, uint64_t seed) {
    struct conf_peer *peer = calloc(1, sizeof *peer);
    if (!peer) return NULL;
    *peer = (struct conf_peer){.listener = -1, .poll = -1, .wakeup = -1, .manners = manners, .smtp = smtp,
                               .chance = seed};
    if (listen_on(peer)) return peer;
    release(peer);
    return NULL;
}

uint16_t conf_peer_port(const struct conf_peer *peer) { return peer->port; }

void conf_peer_counts(struct conf_peer *peer, int64_t *connections, int64_t *requests) {
    *connections = atomic_load(&peer->connections);
    *requests = atomic_load(&peer->requests);
}

void conf_peer_stop(struct conf_peer *peer) {
    eventfd_write(peer->wakeup, 1);
    pthread_join(peer->thread, NULL);
    release(peer);
}
