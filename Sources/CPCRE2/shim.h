/* The library for patterns and texts of bytes; Swift sees its functions by their real names, such as pcre2_match_8. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
