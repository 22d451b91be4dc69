/* What the files of this plugin share. */
#ifndef STAGE_H
#define STAGE_H

#include "penstock.h"

#include <string.h>

/** The stage type that this plugin offers; a second one would stand beside it in `stages` of library.c. */
extern const penstock_stage_type stage_type;

/** A view of a text of C. */
static inline penstock_bytes view(const char *text) {
    penstock_bytes bytes = {(const uint8_t *)text, strlen(text)};
    return bytes;
}

/** Reports an error at a place of the configuration, and gives the verdict to return. */
static inline int32_t refuse(const penstock_report *report, const char *pointer, const char *sentence) {
    report->problem(report, PENSTOCK_ERROR, view(pointer), -1, view(sentence));
    return PENSTOCK_FAIL_CONFIGURATION;
}

#endif
