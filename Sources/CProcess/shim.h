// What the command asks of its own process and terminal. The system's own calls take pointers or are variadic, which
// Swift does not import or calls unsafe; these take and return numbers.

#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>

/// Raises the limit of open files as far as the process may, and returns it; -1 when it cannot be read.
static inline long cprocess_raise_file_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -1;
    struct rlimit raised = {limit.rlim_max, limit.rlim_max};
    if (limit.rlim_cur != limit.rlim_max && setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
    return limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > 0x7fffffff ? 0x7fffffff : (long)limit.rlim_cur;
}

/// A write to a connection that the other side has closed fails then, and does not end the process.
static inline void cprocess_ignore_broken_pipes(void) { signal(SIGPIPE, SIG_IGN); }

/// How many columns the terminal of a descriptor has; 0 when it is no terminal.
static inline int cprocess_columns(int descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/// Takes the proxies out of the environment: what listens on this machine is not behind one, and libcurl, which is
/// beneath Foundation, would ask it all the same.
static inline void cprocess_forget_proxies(void) {
    unsetenv("http_proxy");
    unsetenv("all_proxy");
    unsetenv("ALL_PROXY");
}
