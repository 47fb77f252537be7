// simdjson behind a C face: no C++ type and no exception crosses it, so that no module that imports this one
// has to know C++.
#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a parse came to.
enum csimdjson_code {
    CSIMDJSON_OK,
    CSIMDJSON_MALFORMED,
    CSIMDJSON_TOO_DEEP,
    CSIMDJSON_TOO_LARGE,
    CSIMDJSON_NUMBER,
    CSIMDJSON_UTF8,
    CSIMDJSON_MEMORY,
};

/// A parsed document as simdjson lays it out: 64-bit words, the kind of a value in the highest byte; strings,
/// each with a 32-bit length before it, apart. Valid until the next parse, trim or free.
struct csimdjson_tape {
    const uint64_t *words;
    size_t count;
    const uint8_t *strings;
};

typedef struct csimdjson_parser csimdjson_parser;

/// A parser that refuses documents of more than `maximum_bytes` or `maximum_depth`; null if memory is short.
csimdjson_parser *csimdjson_new(size_t maximum_bytes, size_t maximum_depth);
void csimdjson_free(csimdjson_parser *parser);

/// Copies `length` bytes and parses the copy.
enum csimdjson_code csimdjson_parse(csimdjson_parser *parser, const uint8_t *bytes, size_t length,
                                    struct csimdjson_tape *tape);

/// Gives back what a large document took.
void csimdjson_trim(csimdjson_parser *parser);

#ifdef __cplusplus
}
#endif
#endif
