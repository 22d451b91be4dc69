#ifndef PENSTOCK_CGMIME_SHIM_H
#define PENSTOCK_CGMIME_SHIM_H

#include <gmime/gmime.h>

/*
 * GMime's casts between classes are macros, which Swift does not import: each shim here takes and gives objects as
 * plain pointers and does the cast. What a `…_new` or `…_parse` gives is owned by the caller until `cgmime_release`, or
 * until it is handed to an object that takes it over, as the comment says.
 */

static inline void cgmime_start(void) { g_mime_init(); }
static inline void cgmime_release(void *object) { g_object_unref(object); }
static inline void cgmime_free(void *memory) { g_free(memory); }

/* Addresses (RFC 5322, section 3.4); null when the text holds none. */
static inline void *cgmime_addresses_parse(const char *text) { return internet_address_list_parse(NULL, text); }
static inline int cgmime_addresses_count(void *list) {
    return internet_address_list_length(INTERNET_ADDRESS_LIST(list));
}
/* The address at an index, its domain in ASCII form; null for a group. */
static inline const char *cgmime_address(void *list, int index) {
    InternetAddress *address = internet_address_list_get_address(INTERNET_ADDRESS_LIST(list), index);
    if (!INTERNET_ADDRESS_IS_MAILBOX(address)) return NULL;
    return internet_address_mailbox_get_idn_addr(INTERNET_ADDRESS_MAILBOX(address));
}
/* The display name at an index, decoded; null when there is none. */
static inline const char *cgmime_address_name(void *list, int index) {
    return internet_address_get_name(internet_address_list_get_address(INTERNET_ADDRESS_LIST(list), index));
}

static inline void *cgmime_message_new(void) { return g_mime_message_new(TRUE); }
static inline void cgmime_message_add_address(void *message, GMimeAddressType type, const char *name,
                                              const char *address) {
    InternetAddress *mailbox = internet_address_mailbox_new(name, address);
    internet_address_set_charset(mailbox, "utf-8");
    internet_address_list_add(g_mime_message_get_addresses(GMIME_MESSAGE(message), type), mailbox);
    g_object_unref(mailbox);
}
static inline void cgmime_message_set_subject(void *message, const char *subject) {
    g_mime_message_set_subject(GMIME_MESSAGE(message), subject, "utf-8");
}
/* Seconds since 1970, written in UTC. */
static inline void cgmime_message_set_date(void *message, gint64 seconds) {
    GDateTime *date = g_date_time_new_from_unix_utc(seconds);
    if (!date) return;
    g_mime_message_set_date(GMIME_MESSAGE(message), date);
    g_date_time_unref(date);
}
static inline void cgmime_message_set_id(void *message, const char *id) {
    g_mime_message_set_message_id(GMIME_MESSAGE(message), id);
}
static inline void cgmime_message_set_header(void *message, const char *name, const char *value) {
    g_mime_object_set_header(GMIME_OBJECT(message), name, value, "utf-8");
}
/* Takes the part over. */
static inline void cgmime_message_set_part(void *message, void *part) {
    g_mime_message_set_mime_part(GMIME_MESSAGE(message), GMIME_OBJECT(part));
    g_object_unref(part);
}
/* The whole message, to be freed with cgmime_free. */
static inline char *cgmime_message_write(void *message) {
    GMimeFormatOptions *options = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
    char *text = g_mime_object_to_string(GMIME_OBJECT(message), options);
    g_mime_format_options_free(options);
    return text;
}

/* Reads a whole message; null when it is none. */
static inline void *cgmime_message_parse(const char *bytes, size_t length) {
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    g_object_unref(stream);
    return message;
}
/* The subject, decoded; null when there is none. Belongs to the message. */
static inline const char *cgmime_message_subject(void *message) {
    return g_mime_message_get_subject(GMIME_MESSAGE(message));
}
/* The first part text/<subtype>, decoded to UTF-8, to be freed with cgmime_free; null when there is none. */
static inline char *cgmime_message_text(void *message, const char *subtype) {
    GMimePartIter *parts = g_mime_part_iter_new(GMIME_OBJECT(message));
    char *text = NULL;
    do {
        GMimeObject *part = g_mime_part_iter_get_current(parts);
        if (!part || !GMIME_IS_TEXT_PART(part)) continue;
        GMimeContentType *type = g_mime_object_get_content_type(part);
        if (g_mime_content_type_is_type(type, "text", subtype)) text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
    } while (!text && g_mime_part_iter_next(parts));
    g_mime_part_iter_free(parts);
    return text;
}

/* A part text/<subtype> in UTF-8. */
static inline void *cgmime_text_new(const char *subtype, const char *bytes, size_t length,
                                    GMimeContentEncoding encoding) {
    GMimePart *part = g_mime_part_new_with_type("text", subtype);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
    GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, encoding);
    g_object_unref(content);
    g_object_unref(stream);
    return part;
}
/* multipart/alternative; takes both parts over. */
static inline void *cgmime_alternative_new(const char *boundary, void *plain, void *rich) {
    GMimeMultipart *multipart = g_mime_multipart_new_with_subtype("alternative");
    g_mime_multipart_set_boundary(multipart, boundary);
    g_mime_multipart_add(multipart, GMIME_OBJECT(plain));
    g_mime_multipart_add(multipart, GMIME_OBJECT(rich));
    g_object_unref(plain);
    g_object_unref(rich);
    return multipart;
}

#endif
