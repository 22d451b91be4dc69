// Processes as the isolation of plugins needs them, in the calls that Swift does not import: variadic ones, and those
// that must do several things at once.
#ifndef CISOLATION_H
#define CISOLATION_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// What a worker may use.
typedef struct cisolation_limits {
    /// Bytes of private memory (RLIMIT_DATA).
    uint64_t memory;
    /// Open files.
    uint64_t files;
    /// Seconds of CPU time until the host renews them.
    uint64_t cpu_seconds;
} cisolation_limits;

/// Makes a pair of connected sockets, both CLOEXEC. False, with errno, when it cannot.
bool cisolation_pair(int ends[2]);

/// Lets reads and writes of a socket end with EAGAIN after so long without any progress.
void cisolation_patience(int descriptor, int milliseconds);

/// Starts a program whose descriptors 3, 4 … are `descriptors`, in a process group of its own; it reads nothing, and what
/// it prints goes to standard error. Everything else is closed there.
/// Returns its id and, in `process`, a descriptor of it; -1, with errno, when it cannot.
pid_t cisolation_spawn(const char *path, const char *const *arguments, const char *const *environment,
                       const int *descriptors, int count, int *process);

/// Sends a signal to the process of a descriptor, and to no other that may have its id by now.
void cisolation_signal(int process, int signal);

/// Waits so long for the end of the process of a descriptor; true when it has ended.
bool cisolation_wait(int process, int milliseconds);

/// Takes the end of a process: its status as `waitpid` gives it, -1 when there is none.
int cisolation_reap(pid_t process);

/// Lets a process use so many seconds of CPU time from now on.
void cisolation_renew(pid_t process, uint64_t cpu_seconds);

/// What a worker does first: limits itself, gives up new privileges, and asks to end with the thread that started it.
/// False when `parent` is no longer its parent.
bool cisolation_confine(pid_t parent, cisolation_limits limits);

#endif
