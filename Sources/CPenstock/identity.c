// The identity of every plugin that is built in this package: its compiler, readable without loading the file.
#define PENSTOCK_PLUGIN_IMPLEMENTATION
#include "penstock.h"
