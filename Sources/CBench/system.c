#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t read_clock(clockid_t clock) {
    struct timespec time;
    return clock_gettime(clock, &time) == 0 ? time.tv_sec * 1000000000LL + time.tv_nsec : -1;
}

int64_t cbench_now(void) { return read_clock(CLOCK_MONOTONIC); }

int64_t thread_cpu(void) { return read_clock(CLOCK_THREAD_CPUTIME_ID); }

int64_t cbench_cpu(pid_t process) {
    clockid_t clock;
    return clock_getcpuclockid(process, &clock) == 0 ? read_clock(clock) : -1;
}

int listen_locally(uint16_t *port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0) return -1;
    if (bind(listener, (void *)&address, length) != 0 || listen(listener, 4096) != 0
        || getsockname(listener, (void *)&address, &length) != 0) {
        close(listener);
        return -1;
    }
    *port = ntohs(address.sin_port);
    return listener;
}

uint16_t cbench_free_port(void) {
    uint16_t port = 0;
    int listener = listen_locally(&port);
    if (listener < 0) return 0;
    close(listener);
    return port;
}

bool cbench_listens(uint16_t port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0) return false;
    bool listens = connect(connection, (void *)&address, sizeof address) == 0;
    close(connection);
    return listens;
}

int cbench_request(uint16_t port, const char *method, const char *path) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = 10};
    char text[1024];
    int status = 0;
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0) return 0;
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    int length = snprintf(text, sizeof text,
                          "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                          method, path);
    if (length > 0 && (size_t)length < sizeof text && connect(connection, (void *)&address, sizeof address) == 0
        && send(connection, text, (size_t)length, MSG_NOSIGNAL) == length) {
        // The status stands in the first 13 bytes, which come in one piece.
        ssize_t count = recv(connection, text, sizeof text - 1, 0);
        if (count > 12 && !memcmp(text, "HTTP/1.", 7)) status = atoi(text + 9);
    }
    close(connection);
    return status;
}

pid_t cbench_spawn(const char *const *arguments, const char *const *environment, int output, int error) {
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    pid_t parent = getpid(), child = fork();
    if (child != 0) {
        if (nothing >= 0) close(nothing);
        // Here too: a signal to its group may be sent before it came to make one.
        if (child > 0) setpgid(child, child);
        return child;
    }
    // Only what is safe between fork and exec of a program with threads. A group of its own: Control-C at the terminal
    // is for the bench, which then ends the child.
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    dup2(nothing, 0);
    dup2(output, 1);
    dup2(error, 2);
    signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(arguments[0], (char *const *)arguments, (char *const *)environment);
    _exit(127);
}

static int ascending(const void *one, const void *other) {
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return (a > b) - (a < b);
}

int64_t cbench_sync_time(const char *path, int rounds) {
    char block[4096];
    memset(block, 'x', sizeof block);
    int64_t *times = calloc((size_t)rounds, sizeof *times), median = -1;
    int file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600), done = 0;
    if (times && file >= 0) {
        for (; done < rounds; done++) {
            int64_t start = cbench_now();
            if (write(file, block, sizeof block) != sizeof block || fdatasync(file) != 0) break;
            times[done] = cbench_now() - start;
        }
        if (done == rounds && rounds > 0) {
            qsort(times, (size_t)rounds, sizeof *times, ascending);
            median = times[rounds / 2];
        }
    }
    int code = errno;
    if (file >= 0) {
        close(file);
        unlink(path);
    }
    free(times);
    errno = code;
    return median;
}
