// Nothing but the library: none of its macros is needed.
#ifndef CNGHTTP2_SHIMS_H
#define CNGHTTP2_SHIMS_H

#include <nghttp2/nghttp2.h>

#endif
