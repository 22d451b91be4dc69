// The two ends between which the bench puts the host: a load generator, a counting receiver, and the ledger in which
// both write. They are C because they share the machine with what they measure: a request costs each of them a few
// microseconds, nothing is allocated for it, and one thread each is enough.
//
// All times are nanoseconds of CLOCK_MONOTONIC, 0 where something never happened.
#ifndef CBENCH_H
#define CBENCH_H

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>
#include <sys/types.h>

// MARK: - The ledger

/// What is known of one event.
typedef struct cbench_entry {
    /// When its request was due: when it was sent, or, at a fixed rate, when it ought to have been.
    int64_t sent;
    /// When the answer came that took it; never for one that was refused.
    int64_t accepted;
    /// When it first arrived at the receiver.
    int64_t arrived;
    /// How often it arrived.
    int64_t arrivals;
} cbench_entry;

typedef struct cbench_ledger cbench_ledger;

/// Makes a ledger of so many events; memory is used as entries are. NULL when there is not enough address space.
/// With `scatter`, the ids of events that follow each other are far apart, as random ones are.
cbench_ledger *cbench_ledger_make(uint32_t capacity, uint64_t seed, bool scatter);
void cbench_ledger_free(cbench_ledger *ledger);
cbench_entry cbench_ledger_read(const cbench_ledger *ledger, uint32_t index);
/// The number within an id, `evt-` and sixteen hexadecimal digits; one number for each event of one ledger.
uint64_t cbench_ledger_number(const cbench_ledger *ledger, uint32_t index);
/// The event of a number; -1 when it is none of this ledger.
int64_t cbench_ledger_index(const cbench_ledger *ledger, uint64_t number);
/// Whether the event of an index is in a text, looked for as the receiver does: -1 when there is none.
int64_t cbench_ledger_find(const cbench_ledger *ledger, const char *text, size_t length);

// MARK: - The receiver

typedef struct cbench_receiver cbench_receiver;

typedef struct cbench_arrivals {
    /// Requests answered, and those of them with a signature in their head.
    uint64_t requests, signed_requests;
    /// Events that arrived, and requests that brought none of this ledger.
    uint64_t events, strangers;
    /// When the first request since the last mark came.
    int64_t first;
    /// When the last request came.
    int64_t last;
    /// CPU time of the receiver's thread.
    int64_t cpu;
} cbench_arrivals;

/// Listens on a free port of 127.0.0.1 and answers every request with 200. NULL, with errno, when it cannot.
cbench_receiver *cbench_receiver_start(cbench_ledger *ledger);
uint16_t cbench_receiver_port(const cbench_receiver *receiver);
/// Answers so much later from now on.
void cbench_receiver_delay(cbench_receiver *receiver, int64_t nanoseconds);
/// Forgets when the first request came.
void cbench_receiver_mark(cbench_receiver *receiver);
cbench_arrivals cbench_receiver_read(const cbench_receiver *receiver);
/// Ends the thread and frees everything.
void cbench_receiver_stop(cbench_receiver *receiver);

// MARK: - The generator

typedef struct cbench_generator cbench_generator;

/// What to send: the events `first` up to and without `end`, with one request at a time on each connection.
typedef struct cbench_load {
    uint32_t first, end;
    uint16_t port;
    /// How many keep-alive connections.
    uint16_t connections;
    /// Events in each request; more than one goes as a CloudEvents batch.
    uint16_t batch;
    /// One line of JSON for each event over TCP, for programs that take no HTTP: written is accepted.
    bool lines;
    /// Requests a second; 0 for as many as are answered.
    double rate;
} cbench_load;

typedef struct cbench_sent {
    /// Events that were sent, whatever came of them.
    uint32_t events;
    /// Events that were taken, and those refused for good.
    uint64_t accepted, refused;
    /// Requests sent again, because the connection broke and because the answer asked for it (429, 503).
    uint64_t resent, deferred;
    /// The status of the last refusal.
    int32_t refusal;
    int64_t started, ended;
    /// CPU time of the generator's thread.
    int64_t cpu;
    /// Whether every event has its answer.
    bool done;
} cbench_sent;

/// Starts to send. NULL, with errno, when it cannot.
cbench_generator *cbench_generator_start(cbench_ledger *ledger, cbench_load load);
/// Goes on at another port of the same host; what was under way is sent again there.
void cbench_generator_turn(cbench_generator *generator, uint16_t port);
/// Sends nothing more; what is under way gets its answer.
void cbench_generator_end(cbench_generator *generator);
cbench_sent cbench_generator_read(const cbench_generator *generator);
/// Waits for the thread, at most two seconds for answers when not everything is sent, and frees everything.
cbench_sent cbench_generator_finish(cbench_generator *generator);

// MARK: - The rest

/// Sends one request without a body to 127.0.0.1 and returns the status of the answer; 0 when there was none within
/// ten seconds.
int cbench_request(uint16_t port, const char *method, const char *path);
/// Whether somebody listens at a port of 127.0.0.1.
bool cbench_listens(uint16_t port);
/// Starts a program that ends with the thread that called. Its output is written to `output` and `error`.
/// Returns its process id, or -1 with errno.
pid_t cbench_spawn(const char *const *arguments, const char *const *environment, int output, int error);
/// A free port of 127.0.0.1; 0 when there is none.
uint16_t cbench_free_port(void);
/// The CPU time of a process with all its threads, also of those that ended; -1 when there is no such process.
int64_t cbench_cpu(pid_t process);
/// Nanoseconds of CLOCK_MONOTONIC.
int64_t cbench_now(void);
/// The median time of `rounds` times writing 4 KiB at the end of a new file and making it durable; -1 with errno.
int64_t cbench_sync_time(const char *path, int rounds);

#endif
