#include "penstock_host.h"

const char *penstock_host_compiler(void) { return __VERSION__; }
