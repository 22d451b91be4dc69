#ifndef PENSTOCK_CCURL_SHIM_H
#define PENSTOCK_CCURL_SHIM_H

#include <curl/curl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

/*
 * curl_easy_setopt, curl_multi_setopt and curl_easy_getinfo are variadic, which Swift does not import: one shim for
 * each type of argument. What comes back is for the caller to check; a wrong pairing of option and type is a mistake
 * in this project, not in its input.
 */

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

/*
 * What holds for every connection of ours, whatever the protocol: certificates are verified, TLS is at least 1.2, no
 * signals, no proxy (not even the environment's: it would connect for us where no address can be checked), and a
 * look-up that hangs is not waited for when its transfer is given up.
 */
static inline void ccurl_set_safe_defaults(CURL *easy) {
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
}

/* Callbacks, each with the pointer it is handed. */
static inline void ccurl_on_write(CURL *easy, curl_write_callback callback, void *context) {
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, callback);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
}
static inline void ccurl_on_header(CURL *easy, curl_write_callback callback, void *context) {
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, callback);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
}
static inline void ccurl_on_read(CURL *easy, curl_read_callback callback, void *context) {
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, callback);
    curl_easy_setopt(easy, CURLOPT_READDATA, context);
}
static inline void ccurl_on_open(CURL *easy, curl_opensocket_callback callback, void *context) {
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, callback);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, context);
}
static inline void ccurl_on_close(CURL *easy, curl_closesocket_callback callback, void *context) {
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, callback);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, context);
}
static inline void ccurl_on_request(CURL *easy, curl_prereq_callback callback, void *context) {
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, context);
}
static inline void ccurl_on_progress(CURL *easy, curl_xferinfo_callback callback, void *context) {
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, callback);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, context);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
}
static inline void ccurl_on_debug(CURL *easy, curl_debug_callback callback, void *context) {
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, callback);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, context);
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
}

static inline CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode ccurl_get_size(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}
/* Text that libcurl keeps, valid until the next transfer of the handle; null where there is none. */
static inline const char *ccurl_get_text(CURL *easy, CURLINFO info) {
    char *value = 0;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}
/* The certificates that the other side showed, as lists of lines, its own first; null where none were kept. */
static inline const struct curl_certinfo *ccurl_get_certificates(CURL *easy) {
    struct curl_certinfo *value = 0;
    return curl_easy_getinfo(easy, CURLINFO_CERTINFO, &value) == CURLE_OK ? value : 0;
}
static inline void *ccurl_get_private(CURL *easy) {
    char *value = 0;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &value);
    return value;
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
static inline void ccurl_multi_on_socket(CURLM *multi, curl_socket_callback callback, void *context) {
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
}
static inline void ccurl_multi_on_timer(CURLM *multi, curl_multi_timer_callback callback, void *context) {
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
}

/* The socket address inside: declared as a struct sockaddr, but as long as addrlen says. */
static inline const void *ccurl_socket_address(const struct curl_sockaddr *address) { return &address->addr; }

/* The next handle that is done with its result in *code, or null: CURLMsg holds a union. */
static inline CURL *ccurl_multi_next_done(CURLM *multi, CURLcode *code) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left))) {
        if (message->msg == CURLMSG_DONE) {
            *code = message->data.result;
            return message->easy_handle;
        }
    }
    return 0;
}

/*
 * epoll and eventfd, which drive libcurl's sockets and which Glibc's module does not export. The event is a packed
 * struct with a union: these pass plain numbers. Each answers -1 with errno set when it fails.
 */
static inline int ccurl_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }
static inline int ccurl_epoll_change(int epoll, int operation, int descriptor, uint32_t events) {
    struct epoll_event event = {.events = events, .data.fd = descriptor};
    return epoll_ctl(epoll, operation, descriptor, &event);
}
/* Waits for at most 64 events; descriptors and their events are written to two arrays of that size. */
static inline int ccurl_epoll_wait(int epoll, int *descriptors, uint32_t *events, int milliseconds) {
    struct epoll_event found[64];
    int count = epoll_wait(epoll, found, 64, milliseconds);
    for (int i = 0; i < count; i++) {
        descriptors[i] = found[i].data.fd;
        events[i] = found[i].events;
    }
    return count;
}
static inline int ccurl_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
static inline int ccurl_eventfd_ring(int descriptor) { return eventfd_write(descriptor, 1); }

/* Names the thread that calls, for perf and top. */
static inline void ccurl_name_thread(void) { prctl(PR_SET_NAME, "http-out"); }

static const uint32_t ccurl_epollin = EPOLLIN, ccurl_epollout = EPOLLOUT, ccurl_epollerr = EPOLLERR,
                      ccurl_epollhup = EPOLLHUP, ccurl_epollrdhup = EPOLLRDHUP, ccurl_epollet = (uint32_t)EPOLLET;

#endif
