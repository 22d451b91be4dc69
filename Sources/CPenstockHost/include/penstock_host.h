/*
 * What the host needs in C. No part of the plugin interface.
 */
#ifndef PENSTOCK_HOST_H
#define PENSTOCK_HOST_H

/** The compiler that built this host, in the words of a plugin's identity. Static, NUL-terminated. */
const char *_Nonnull penstock_host_compiler(void);

#endif
