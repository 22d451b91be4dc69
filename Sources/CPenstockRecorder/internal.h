/* What the parts of the recorder know of each other. All of it may be used in a signal handler. */
#ifndef PENSTOCK_RECORDER_INTERNAL_H
#define PENSTOCK_RECORDER_INTERNAL_H

#include "penstock_recorder.h"

#include <stdatomic.h>

enum { MOST_PLUGINS = 1 << 10, MOST_SITES = 1 << 16, MOST_FLIGHTS = 1 << 14 };

/* tables.c */
struct description {
    const char *json;
    const char *text;
    uint32_t plugin; /* of a site */
};
const struct description *recorder_plugin(uint32_t plugin);
const struct description *recorder_site(uint32_t site);
/* The plugin whose code is at an address; 0 for none. */
uint32_t recorder_plugin_at(uintptr_t address);

/* threads.c */
struct slot {
    _Alignas(64) _Atomic int32_t thread; /* 0: free */
    _Atomic uint32_t site;
    _Atomic uint32_t op;
    _Atomic uint64_t delivery;
    _Atomic uint64_t calls;
};
/* Of the thread that calls; null when it never called a plugin. */
struct slot *recorder_own_slot(void);
recorder_call recorder_slot_call(struct slot *slot);

/* flights.c */
struct flight {
    _Atomic uint32_t site; /* 0: free */
    _Atomic uint64_t delivery;
};
extern struct flight recorder_flights[MOST_FLIGHTS];
/* How many entries of the table were ever used. */
uint32_t recorder_flight_bound(void);

/* record.c */
struct fault {
    int signal;      /* 0: a hang */
    const char *how; /* what told the plugin: call, counter, stack; none */
    uint32_t plugin; /* 0: the host itself */
    recorder_call call;
};
void recorder_write(const struct fault *fault);
/* A sentence on standard error, between two texts. */
void recorder_explain(const struct fault *fault, const char *before, const char *after);

/* text.c */
struct line {
    size_t length;
    int descriptor;
    char bytes[4096];
};
void line_text(struct line *line, const char *text);
void line_number(struct line *line, uint64_t number);
void line_flush(struct line *line);

/* restart.c */
void recorder_remember_start(char *const *arguments);
/* Ends this program: by executing it anew, or for good. */
void recorder_come_back(const struct fault *fault) __attribute__((noreturn));

#endif
