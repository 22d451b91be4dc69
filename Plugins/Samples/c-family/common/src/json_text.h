/*
 * Reads a text out of a configuration. The host has checked the JSON against the schema before it comes here, so this
 * finds a member at the top and undoes the escapes of its text, and does no more.
 */
#ifndef JSON_TEXT_H
#define JSON_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/** Where a scan stands: the bytes that are left. */
typedef struct json_scan {
    const char *at;
    const char *end;
} json_scan;

static inline void json_skip_space(json_scan *scan) {
    while (scan->at < scan->end && memchr(" \t\r\n", *scan->at, 4)) scan->at++;
}

/** Goes past a string; `scan->at` stands at its opening quote. */
static inline void json_skip_string(json_scan *scan) {
    scan->at++;
    while (scan->at < scan->end && *scan->at != '"') scan->at += *scan->at == '\\' ? 2 : 1;
    if (scan->at < scan->end) scan->at++;
}

/** Four hexadecimal digits after `\u`, or U+FFFD where there are none. */
static inline uint32_t json_hex(json_scan *scan) {
    uint32_t value = 0;
    for (int digit = 0; digit < 4; digit++) {
        const char *all = "0123456789abcdef";
        const char *found = scan->at < scan->end ? (const char *)memchr(all, *scan->at | 0x20, 16) : NULL;
        if (!found) return 0xFFFD;
        value = value * 16 + (uint32_t)(found - all);
        scan->at++;
    }
    return value;
}

static inline size_t json_put_utf8(uint32_t point, char *out) {
    if (point < 0x80) return out[0] = (char)point, 1;
    if (point < 0x800) return out[0] = (char)(0xC0 | point >> 6), out[1] = (char)(0x80 | (point & 0x3F)), 2;
    if (point < 0x10000) {
        out[0] = (char)(0xE0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3F));
        return out[2] = (char)(0x80 | (point & 0x3F)), 3;
    }
    out[0] = (char)(0xF0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (point >> 6 & 0x3F));
    return out[3] = (char)(0x80 | (point & 0x3F)), 4;
}

/** One escape, after its backslash: writes at most four bytes. */
static inline size_t json_put_escape(json_scan *scan, char *out) {
    char letter = scan->at < scan->end ? *scan->at++ : '\\';
    const char *names = "bfnrt", *meant = "\b\f\n\r\t";
    const char *found = (const char *)memchr(names, letter, 5);
    if (found) return out[0] = meant[found - names], 1;
    if (letter != 'u') return out[0] = letter, 1;
    uint32_t point = json_hex(scan);
    if (point >= 0xD800 && point < 0xDC00 && scan->end - scan->at >= 6 && scan->at[0] == '\\' && scan->at[1] == 'u') {
        scan->at += 2;
        uint32_t low = json_hex(scan);
        point = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00) : 0xFFFD;
    }
    return json_put_utf8(point >= 0xD800 && point < 0xE000 ? 0xFFFD : point, out);
}

/** Copies the string at `scan->at`, without its escapes, and ends it with a NUL. */
static inline char *json_copy_string(json_scan *scan, size_t *length) {
    /* No escape is shorter than what it stands for. */
    char *copy = (char *)malloc((size_t)(scan->end - scan->at) + 4);
    if (!copy) return NULL;
    *length = 0;
    scan->at++;
    while (scan->at < scan->end && *scan->at != '"') {
        char next = *scan->at++;
        if (next == '\\') *length += json_put_escape(scan, copy + *length);
        else copy[(*length)++] = next;
    }
    copy[*length] = 0;
    return copy;
}

/**
 * The text of a member at the top of a JSON object.
 *
 * NULL when there is no such member, when it is no text, or when there is no memory. The caller frees it. It ends with
 * a NUL; `length` counts the bytes before, since a text may contain a NUL of its own.
 */
static inline char *json_text(const uint8_t *json, size_t size, const char *name, size_t *length) {
    json_scan scan = {(const char *)json, (const char *)json + size};
    size_t depth = 0;
    while (scan.at < scan.end) {
        if (*scan.at != '"') {
            if (*scan.at == '{' || *scan.at == '[') depth++;
            if (*scan.at == '}' || *scan.at == ']') depth--;
            scan.at++;
            continue;
        }
        const char *key = scan.at + 1;
        json_skip_string(&scan);
        if (scan.at > scan.end) return NULL;
        size_t key_length = (size_t)(scan.at - key) - 1;
        json_skip_space(&scan);
        if (depth != 1 || scan.at >= scan.end || *scan.at != ':') continue;
        scan.at++;
        json_skip_space(&scan);
        if (key_length != strlen(name) || memcmp(key, name, key_length) != 0) continue;
        return scan.at < scan.end && *scan.at == '"' ? json_copy_string(&scan, length) : NULL;
    }
    return NULL;
}

#endif
