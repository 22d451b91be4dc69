#pragma once

#include "penstock.h"

/** The stage type that this plugin offers; a second one would stand beside it in `stages` of library.cpp. */
extern const penstock_stage_type stage_type;
