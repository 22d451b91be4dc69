/* libjq: values (jv) and programs (jq). Every jv_ function but jv_copy and the getters marked so consumes its arguments. */
#include <jq.h>
#include <jv.h>
