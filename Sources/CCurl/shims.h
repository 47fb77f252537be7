// `static inline` twins of libcurl's variadic functions, which Swift cannot call. Nothing else.
#ifndef CCURL_SHIMS_H
#define CCURL_SHIMS_H

#include <curl/curl.h>

static inline CURLcode shim_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode shim_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode shim_curl_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode shim_curl_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode shim_curl_set_callback(CURL *easy, CURLoption option, curl_write_callback value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode shim_curl_set_opensocket(CURL *easy, curl_opensocket_callback value) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}
static inline curl_socket_t shim_curl_bad_socket(void) { return CURL_SOCKET_BAD; }
// The flags say whether the bytes are copied, or lent and must outlive the handle.
static inline CURLcode shim_curl_set_blob(
    CURL *easy, CURLoption option, const void *start, size_t count, unsigned flags) {
    struct curl_blob blob = {(void *)start, count, flags};
    return curl_easy_setopt(easy, option, &blob);
}
static inline CURLcode shim_curl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode shim_curl_get_certificates(CURL *easy, struct curl_certinfo **value) {
    return curl_easy_getinfo(easy, CURLINFO_CERTINFO, value);
}
static inline CURLMcode shim_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
static inline CURLcode shim_curl_global_init(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }
static inline size_t shim_curl_pause(void) { return CURL_WRITEFUNC_PAUSE; }
static inline CURLcode shim_curl_message_result(CURLMsg *message) { return message->data.result; }

#endif
