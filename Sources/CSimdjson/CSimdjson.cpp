// SPDX-License-Identifier: Apache-2.0
#include "CSimdjson.h"

#include <cstring>
#include <memory>
#include <new>
#include <simdjson.h>

using simdjson::error_code;

struct csimdjson_parser {
    size_t maximum_bytes;
    size_t maximum_depth;
    std::unique_ptr<simdjson::dom::parser> dom;
    std::unique_ptr<uint8_t[]> copy;
    size_t capacity = 0;
};

namespace {

/// Memory for a copy with the padding that simdjson may read beyond the end.
bool reserve(csimdjson_parser *parser, size_t length) {
    // An empty document needs room for the padding too.
    if (parser->copy && parser->capacity >= length) return true;
    size_t capacity = parser->capacity ? parser->capacity : 4096;
    while (capacity < length) capacity *= 2;
    std::unique_ptr<uint8_t[]> copy(new (std::nothrow) uint8_t[capacity + simdjson::SIMDJSON_PADDING]);
    if (!copy) return false;
    parser->copy = std::move(copy);
    parser->capacity = capacity;
    return true;
}

bool prepare(csimdjson_parser *parser) {
    if (parser->dom) return true;
    // Room for one byte more than is allowed: whether too much came is decided here, not there.
    std::unique_ptr<simdjson::dom::parser> dom(new (std::nothrow) simdjson::dom::parser(parser->maximum_bytes * 2 + 64));
    if (!dom || dom->allocate(4096, parser->maximum_depth) != error_code::SUCCESS) return false;
    parser->dom = std::move(dom);
    return true;
}

csimdjson_code code(error_code error) {
    switch (error) {
    case error_code::SUCCESS: return CSIMDJSON_OK;
    case error_code::CAPACITY: return CSIMDJSON_TOO_LARGE;
    case error_code::DEPTH_ERROR: return CSIMDJSON_TOO_DEEP;
    case error_code::MEMALLOC: return CSIMDJSON_MEMORY;
    case error_code::NUMBER_ERROR: return CSIMDJSON_NUMBER;
    case error_code::UTF8_ERROR: return CSIMDJSON_UTF8;
    default: return CSIMDJSON_MALFORMED;
    }
}

/// Whether an integer of these digits is beyond what 64 bits hold.
bool is_beyond_64_bits(const uint8_t *digits, size_t count, bool negative) {
    const char *limit = negative ? "9223372036854775808" : "18446744073709551615";
    size_t width = std::strlen(limit);
    return count != width ? count > width : std::memcmp(digits, limit, width) > 0;
}

/// Writes integers beyond 64 bits as doubles, by an exponent of zero. simdjson refuses them; Go's encoder writes
/// 1e20 as 100000000000000000000, so a custom resource may hold one.
bool widen_integers(csimdjson_parser *parser, size_t *length) {
    std::unique_ptr<uint8_t[]> old = std::move(parser->copy);
    size_t old_length = *length;
    parser->capacity = 0;
    // Two bytes for every twenty at most.
    if (!reserve(parser, old_length + old_length / 10 + 2)) return false;
    uint8_t *out = parser->copy.get();
    size_t written = 0;
    bool in_string = false;
    for (size_t i = 0; i < old_length;) {
        uint8_t byte = old[i];
        if (in_string) {
            out[written++] = byte;
            i++;
            if (byte == '\\' && i < old_length) out[written++] = old[i++];
            if (byte == '"') in_string = false;
            continue;
        }
        if (byte < '0' || byte > '9') {
            in_string = byte == '"';
            out[written++] = byte;
            i++;
            continue;
        }
        size_t end = i;
        while (end < old_length && old[end] >= '0' && old[end] <= '9') end++;
        bool negative = i > 0 && old[i - 1] == '-';
        bool is_integer = end == old_length || (old[end] != '.' && old[end] != 'e' && old[end] != 'E');
        // Digits behind a point or an exponent's sign belong to a double already.
        bool is_part = i > 0 && (old[i - 1] == '.' || old[i - 1] == 'e' || old[i - 1] == 'E' || old[i - 1] == '+');
        if (negative && i > 1) is_part = is_part || old[i - 2] == 'e' || old[i - 2] == 'E';
        std::memcpy(out + written, old.get() + i, end - i);
        written += end - i;
        if (is_integer && !is_part && is_beyond_64_bits(old.get() + i, end - i, negative)) {
            out[written++] = 'e';
            out[written++] = '0';
        }
        i = end;
    }
    std::memset(out + written, 0, simdjson::SIMDJSON_PADDING);
    *length = written;
    return true;
}

} // namespace

extern "C" {

csimdjson_parser *csimdjson_new(size_t maximum_bytes, size_t maximum_depth) {
    auto *parser = new (std::nothrow) csimdjson_parser;
    if (!parser) return nullptr;
    parser->maximum_bytes = maximum_bytes;
    parser->maximum_depth = maximum_depth;
    if (prepare(parser)) return parser;
    delete parser;
    return nullptr;
}

void csimdjson_free(csimdjson_parser *parser) { delete parser; }

enum csimdjson_code csimdjson_parse(csimdjson_parser *parser, const uint8_t *bytes, size_t length,
                                    struct csimdjson_tape *tape) {
    if (length > parser->maximum_bytes) return CSIMDJSON_TOO_LARGE;
    if (!prepare(parser) || !reserve(parser, length)) return CSIMDJSON_MEMORY;
    if (length) std::memcpy(parser->copy.get(), bytes, length);
    std::memset(parser->copy.get() + length, 0, simdjson::SIMDJSON_PADDING);
    error_code error = parser->dom->parse(parser->copy.get(), length, false).error();
    if (error == error_code::NUMBER_ERROR) {
        if (!widen_integers(parser, &length)) return CSIMDJSON_MEMORY;
        error = parser->dom->parse(parser->copy.get(), length, false).error();
    }
    if (error != error_code::SUCCESS) return code(error);
    const simdjson::dom::document &document = parser->dom->doc;
    tape->words = document.tape.get();
    // The root's word holds the index behind the last word.
    tape->count = size_t(document.tape[0] & simdjson::internal::JSON_VALUE_MASK);
    tape->strings = document.string_buf.get();
    return CSIMDJSON_OK;
}

void csimdjson_trim(csimdjson_parser *parser) {
    parser->dom.reset();
    parser->copy.reset();
    parser->capacity = 0;
}
}
