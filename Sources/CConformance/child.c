#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

static void become(const char *const *arguments, const char *const *environment, int output, int result, pid_t parent) {
    // Only what is safe between fork and exec of a program with threads.
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(nothing, 0);
    dup2(output, 1);
    dup2(output, 2);
    if (result == 3) fcntl(3, F_SETFD, 0);
    else dup2(result, 3);
    // A plugin is to be measured by what it opens itself.
    syscall(SYS_close_range, 4u, ~0u, 0u);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(arguments[0], (char *const *)arguments, (char *const *)environment);
    _exit(127);
}

// Reads until everybody has closed the pipe, or until the time is over: then the whole group is ended.
static void gather(int from, pid_t child, int64_t until, uint8_t *result, size_t capacity, struct conf_end *end) {
    uint8_t rest[4096];
    for (;;) {
        struct pollfd wait = {.fd = from, .events = POLLIN};
        int64_t left = until - now();
        if (!end->overdue && left <= 0) {
            end->overdue = true;
            kill(-child, SIGKILL);
        }
        if (poll(&wait, 1, end->overdue ? 1000 : (int)left) < 0 && errno != EINTR) return;
        if (!wait.revents) {
            if (end->overdue) return;
            continue;
        }
        bool fits = end->length < capacity;
        ssize_t count = fits ? read(from, result + end->length, capacity - end->length) : read(from, rest, sizeof rest);
        if (count == 0 || (count < 0 && errno != EINTR)) return;
        if (count > 0 && fits) end->length += (size_t)count;
    }
}

int conf_run(const char *const *arguments, const char *const *environment, int output, int64_t milliseconds,
             uint8_t *result, size_t capacity, struct conf_end *end) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    *end = (struct conf_end){.code = -1};
    pid_t parent = getpid(), child = fork();
    if (child == 0) become(arguments, environment, output, ends[1], parent);
    int failure = child < 0 ? errno : 0;
    close(ends[1]);
    if (child > 0) {
        setpgid(child, child);
        int64_t until = now() + milliseconds;
        gather(ends[0], child, until, result, capacity, end);
        // It may have closed the pipe and go on.
        siginfo_t information = {0};
        while (!end->overdue && waitid(P_PID, (id_t)child, &information, WEXITED | WNOHANG | WNOWAIT) == 0
               && information.si_pid == 0) {
            if (now() >= until) end->overdue = true;
            poll(NULL, 0, 2);
        }
        // What it started and left behind goes too.
        kill(-child, SIGKILL);
        int status = 0;
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
        if (WIFEXITED(status)) end->code = WEXITSTATUS(status);
        if (WIFSIGNALED(status)) end->signal = WTERMSIG(status);
    }
    close(ends[0]);
    return failure;
}
