#include "internal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int descriptor = -1;
static _Thread_local const char *current;
static _Atomic(const char *) latest;

void conf_entering(const char *op) {
    current = op;
    if (op) atomic_store(&latest, op);
}

// Only what a signal handler may do: no allocation, no stdio.
struct line {
    char text[512];
    size_t length;
};

static void add(struct line *line, const char *text) {
    for (; *text && line->length < sizeof line->text; text++) line->text[line->length++] = *text;
}

static void add_number(struct line *line, int number) {
    char digits[12], *next = digits + sizeof digits;
    *--next = 0;
    do *--next = (char)('0' + number % 10);
    while (number /= 10);
    add(line, next);
}

static void tell(int signal, const char *op, const void *address) {
    struct line line = {.length = 0};
    bool beyond = false;
    const char *place = address ? guarded_place(address, &beyond) : NULL;
    add(&line, "{\"signal\":");
    add_number(&line, signal);
    if (op) add(&line, ",\"op\":\""), add(&line, op), add(&line, "\"");
    if (place) add(&line, ",\"place\":\""), add(&line, place), add(&line, beyond ? "\",\"beyond\":true" : "\"");
    add(&line, "}\n");
    ssize_t ignored = write(descriptor, line.text, line.length);
    (void)ignored;
}

void conf_send(const uint8_t *bytes, size_t length) {
    while (length > 0) {
        ssize_t count = write(descriptor, bytes, length);
        if (count <= 0) return;
        bytes += count;
        length -= (size_t)count;
    }
}

static void fault(int signal, siginfo_t *information, void *context) {
    (void)context;
    bool has_address = signal == SIGSEGV || signal == SIGBUS;
    tell(signal, current, has_address ? information->si_addr : NULL);
    // Returning repeats what faulted, and the default, which SA_RESETHAND has brought back, then ends the process by
    // the same signal.
    if (information->si_code <= 0) raise(signal);
}

static void overdue(int signal) {
    tell(signal, current ? current : atomic_load(&latest), NULL);
    _exit(1);
}

void conf_watch(int result, unsigned seconds) {
    // Out of the way of a plugin that writes to numbers that it guesses, and not handed to what it starts.
    descriptor = fcntl(result, F_DUPFD_CLOEXEC, RESULT_DESCRIPTORS);
    if (descriptor < 0) descriptor = result;
    else close(result);
    static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGSYS};
    stack_t stack = {.ss_sp = malloc(65536), .ss_size = 65536};
    if (stack.ss_sp) sigaltstack(&stack, NULL);
    struct sigaction action = {.sa_sigaction = fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND};
    for (size_t index = 0; index < sizeof faults / sizeof *faults; index++) sigaction(faults[index], &action, NULL);
    struct sigaction end = {.sa_handler = overdue, .sa_flags = SA_ONSTACK};
    sigaction(SIGALRM, &end, NULL);
    alarm(seconds);
}
