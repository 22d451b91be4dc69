/*
 * Who was inside a plugin when the process crashed, and how the host comes back.
 *
 * C, because Swift is not async-signal-safe: all that a signal handler reads is laid down here by plain atomic stores
 * beforehand, and all that it does are system calls. No part of the plugin interface.
 *
 * Tables only grow, because a handler may read them at any moment. Texts are copied.
 */
#ifndef PENSTOCK_RECORDER_H
#define PENSTOCK_RECORDER_H

#include <stddef.h>
#include <stdint.h>

/* ------------------------------------------------------------------------------------------- Plugins and places --- */

/**
 * Takes a plugin into the table.
 * `json` is an object that the record contains as it is; `text` names the plugin for people.
 * Its number from 1 on; 0 when the table is full, which records nothing.
 */
uint32_t recorder_add_plugin(const char *_Nonnull json, const char *_Nonnull text);

/** Takes the executable parts of a loaded library into the table, so that a program counter tells the plugin. */
void recorder_add_image(uint32_t plugin, void *_Nonnull handle);

/**
 * Takes a place from which a plugin is called: a configured stage, or the plugin itself.
 * `json` and `text` as above. Its number from 1 on; 0 when the table is full.
 */
uint32_t recorder_add_site(uint32_t plugin, const char *_Nonnull json, const char *_Nonnull text);

/* --------------------------------------------------------------------------------------------------- Calls --- */

/** What is called; the order of `op_names` in record.c. */
enum {
    RECORDER_NONE,
    RECORDER_LOAD,
    RECORDER_ENTRY,
    RECORDER_CONFIGURE,
    RECORDER_RELEASE,
    RECORDER_CREATE,
    RECORDER_DESTROY,
    RECORDER_ACTIVATE,
    RECORDER_DEACTIVATE,
    RECORDER_FILTER,
    RECORDER_TRANSFORM,
    RECORDER_SIGN,
    RECORDER_VERIFY,
    RECORDER_PREPARE,
    RECORDER_SUBMIT,
    RECORDER_CANCEL,
    RECORDER_DRAIN,
    RECORDER_FORESEE,
};

/** A call into a plugin; all zero outside of any. */
typedef struct recorder_call {
    uint32_t site;
    uint32_t op;
    uint64_t delivery; /**< 0 when the call is about none */
} recorder_call;

/** Notes that this thread goes into a plugin, and returns what was noted before. */
recorder_call recorder_enter(uint32_t site, uint32_t op, uint64_t delivery);

/** Notes that this thread is back from a plugin. `before` is what `recorder_enter` returned. */
void recorder_leave(recorder_call before);

/** What a thread is doing, for those who watch. */
typedef struct recorder_reading {
    uint64_t calls; /**< how many calls it has begun */
    recorder_call call;
} recorder_reading;

/** How many threads may be read; never less than before. */
uint32_t recorder_thread_count(void);
recorder_reading recorder_read_thread(uint32_t thread);

/* ------------------------------------------------------------------------------------------------------ Flights --- */

/** Notes that a transport has an attempt of a delivery. Returns its number for `recorder_land`; 0 when none is free. */
uint32_t recorder_take_off(uint32_t site, uint64_t delivery);
void recorder_land(uint32_t flight);

/* ------------------------------------------------------------------------------------------------------- Faults --- */

/** What happens after a fault is recorded. */
enum {
    RECORDER_EXPLAIN, /**< a sentence on standard error, exit 70 */
    RECORDER_RESTART, /**< this program is executed anew, with its arguments, in this process */
};

/** More restarts than these within a minute end the process. */
#define RECORDER_MOST_RESTARTS 5
#define RECORDER_EXIT_STATUS 70

/**
 * Takes over the signals of faults, from whoever had them. Once, from the main thread, before any plugin is loaded.
 * `arguments` must stay; ends with a null pointer.
 */
void recorder_install(int mode, char *_Nullable const *_Nonnull arguments);

/** Where records are appended, one line each; -1 for nowhere. The descriptor stays the caller's. */
void recorder_set_file(int descriptor);

/** Lets a restart keep the socket open that listens on a TCP port of this process. 0 when there is none. */
int recorder_keep_listener(int port);

/** From now on a fault ends the process after it is recorded: it is about to end anyway. */
void recorder_stopping(void);

/** Whether a restart brought this process here, as `recorder_install` found it. */
int recorder_was_restarted(void);

/** Closes the listening socket that a restart handed on, and returns its port; 0 when there was none. Once. */
int recorder_take_port(void);

/** Records that a thread hangs in a call. 0 when it has come back meanwhile. */
int recorder_record_hang(uint32_t thread, recorder_reading reading);

/** Executes this program anew because of a call that hangs, as after a crash. Does not return. */
void recorder_restart(recorder_call call) __attribute__((noreturn));

#endif
