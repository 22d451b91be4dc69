// What `penstock plugin check` asks of the system: pages that notice a write, a child that may die, a thread that may
// call nothing, what a process holds, and a server that behaves badly.
#ifndef CCONFORMANCE_H
#define CCONFORMANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// MARK: - Guarded memory

/// Memory whose last byte is followed by a page that nobody may touch. Aligned to 8 when `length` is a multiple of 8.
/// `name` must live for ever: a fault on these pages is reported by it. Null when there is none.
uint8_t *conf_guarded(size_t length, const char *name);

/// Makes it read-only.
void conf_seal(uint8_t *memory, size_t length);

/// Makes it untouchable, and keeps its addresses: whoever still uses it faults.
void conf_retire(uint8_t *memory, size_t length);

/// Gives it back.
void conf_release(uint8_t *memory, size_t length);

// MARK: - The child that runs one test

/// Turns faults and the end of the time into one line of JSON on a descriptor, before the process ends:
/// `{"signal":11,"op":"configure","place":"…","inside":"input"}`; signal 14 is the end of the time.
void conf_watch(int descriptor, unsigned seconds);

/// Sends to that descriptor.
void conf_send(const uint8_t *bytes, size_t length);

/// Says which op of the plugin this thread calls; null: none. `op` must live for ever.
void conf_entering(const char *op);

/// How a child ended.
struct conf_end {
    /// Its exit code, or -1.
    int code;
    /// The signal that ended it, or 0.
    int signal;
    /// Whether it was ended because its time was over.
    bool overdue;
    /// How many bytes it sent.
    size_t length;
};

/// Runs a program to its end, with everything that it started. Its descriptor 3 is a pipe, from which up to `capacity`
/// bytes are kept; its output and its errors go to `output`.
/// - Returns: 0, or the errno of why it could not be started.
int conf_run(const char *const *arguments, const char *const *environment, int output, int64_t milliseconds,
             uint8_t *result, size_t capacity, struct conf_end *end);

// MARK: - What a process holds

/// How much this process has written to its output, which is a file.
int64_t conf_written(void);

struct conf_census {
    int64_t threads;
    int64_t descriptors;
    /// Bytes that malloc has handed out.
    int64_t allocated;
    /// Bytes in memory.
    int64_t resident;
};

struct conf_census conf_take_census(void);

/// Takes it once there are no more threads and descriptors than before, or two seconds later: a thread that was joined is
/// still listed for a moment, and a worker that is no longer needed closes what it had when it has ended.
struct conf_census conf_take_later_census(struct conf_census before);

// MARK: - A call that may touch nothing but memory

struct conf_quiet {
    /// Whether the kernel watched.
    bool watched;
    /// The name of the first system call that was refused; null: none.
    const char *refused;
};

/// Calls `function` on a thread of its own, on which starting threads and processes, opening files and sockets, and
/// writing are refused and noted.
const void *conf_call_quietly(const void *(*function)(const void *), const void *argument, struct conf_quiet *quiet);

// MARK: - A server that behaves badly

#define CONF_PEER_ANSWERS 0
#define CONF_PEER_STALLS 1
/// Answers, refuses, resets, stalls, closes its half, and breaks off, by chance.
#define CONF_PEER_MISBEHAVES 2

struct conf_peer;

/// Listens on 127.0.0.1. Speaks SMTP, or else HTTP/1.1. Null when it cannot.
struct conf_peer *conf_peer_start(bool smtp, int manners, uint64_t seed);

uint16_t conf_peer_port(const struct conf_peer *peer);

/// How many connections it took, and how many requests it had whole.
void conf_peer_counts(struct conf_peer *peer, int64_t *connections, int64_t *requests);

/// Closes everything.
void conf_peer_stop(struct conf_peer *peer);

#endif
