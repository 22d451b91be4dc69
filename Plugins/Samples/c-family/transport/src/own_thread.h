/*
 * A thread as the host's rules want it: signals are the host's, so all are blocked but those of faults, and there is a
 * signal stack, so that a fault can be recorded even when the thread's own stack is used up.
 */
#ifndef OWN_THREAD_H
#define OWN_THREAD_H

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct own_thread {
    void *(*body)(void *);
    void *context;
};

static inline void *own_thread_main(void *argument) {
    struct own_thread start = *(struct own_thread *)argument;
    free(argument);
    stack_t stack = {0}, none = {0};
    stack.ss_size = 64 * 1024;
    stack.ss_sp = malloc(stack.ss_size);
    none.ss_flags = SS_DISABLE;
    if (stack.ss_sp) sigaltstack(&stack, NULL);
    void *result = start.body(start.context);
    sigaltstack(&none, NULL);
    free(stack.ss_sp);
    return result;
}

/** Starts a thread, to be joined in `deactivate`. 0, or an errno. */
static inline int start_own_thread(pthread_t *thread, void *(*body)(void *), void *context) {
    struct own_thread *start = (struct own_thread *)malloc(sizeof *start);
    if (!start) return 12; /* ENOMEM */
    start->body = body;
    start->context = context;
    sigset_t blocked, before;
    sigfillset(&blocked);
    const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT};
    for (size_t index = 0; index < sizeof faults / sizeof *faults; index++) sigdelset(&blocked, faults[index]);
    /* A thread starts with the mask of the one that made it, so no signal reaches it in between. */
    pthread_sigmask(SIG_SETMASK, &blocked, &before);
    int failure = pthread_create(thread, NULL, own_thread_main, start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failure) free(start);
    return failure;
}

#endif
