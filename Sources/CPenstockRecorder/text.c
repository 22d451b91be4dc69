/* Lines of text without the C library's streams, for signal handlers. */
#include "internal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void line_flush(struct line *line) {
    size_t written = 0;
    while (written < line->length) {
        ssize_t count = write(line->descriptor, line->bytes + written, line->length - written);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        written += (size_t)count;
    }
    line->length = 0;
}

void line_text(struct line *line, const char *text) {
    for (; *text; text++) {
        if (line->length == sizeof line->bytes) line_flush(line);
        line->bytes[line->length++] = *text;
    }
}

void line_number(struct line *line, uint64_t number) {
    char digits[21];
    char *digit = digits + sizeof digits - 1;
    *digit = 0;
    do *--digit = (char)('0' + number % 10);
    while (number /= 10);
    line_text(line, digit);
}
