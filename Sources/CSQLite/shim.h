#include <sqlite3.h>

/// Stops SQLite from counting its memory under a mutex at every allocation; only before the first connection of the
/// process. sqlite3_config is variadic, which Swift does not import.
static inline int csqlite_stop_counting_memory(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// SQLITE_TRANSIENT is a cast macro, which Swift does not import. SQLite binds NULL for a null pointer, and Swift has a
// null pointer for what is empty: both shims make the empty value of it.

/// Binds text that SQLite copies at once.
static inline int csqlite_bind_text_copying(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_text64(statement, index, bytes ? (const char *)bytes : "", count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// Binds bytes that SQLite copies at once.
static inline int csqlite_bind_blob_copying(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_blob64(statement, index, bytes ? bytes : "", count, SQLITE_TRANSIENT);
}

/// Binds bytes that the caller keeps in place until the statement is reset.
static inline int csqlite_bind_blob_in_place(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_blob64(statement, index, bytes ? bytes : "", count, SQLITE_STATIC);
}
