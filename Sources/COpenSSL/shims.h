// `static inline` twins of the macros that Swift cannot see. Nothing else.
#ifndef COPENSSL_SHIMS_H
#define COPENSSL_SHIMS_H

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

static inline int shim_SSL_CTX_set_min_proto_version(SSL_CTX *ctx, int version) {
    return (int)SSL_CTX_set_min_proto_version(ctx, version);
}
static inline void shim_SSL_CTX_set_mode(SSL_CTX *ctx, long mode) { (void)SSL_CTX_set_mode(ctx, mode); }
/// The options that Swift cannot name: they are 64-bit macros.
static inline void shim_SSL_CTX_harden(SSL_CTX *ctx) {
    (void)SSL_CTX_set_options(ctx, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                                       SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
}
static inline void shim_SSL_CTX_session_cache_off(SSL_CTX *ctx) {
    (void)SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
}
static inline int shim_SSL_CTX_set1_groups_list(SSL_CTX *ctx, const char *list) {
    return (int)SSL_CTX_set1_groups_list(ctx, list);
}
static inline void shim_BIO_want_read(BIO *bio) {
    BIO_clear_retry_flags(bio);
    BIO_set_retry_read(bio);
}
static inline void shim_BIO_clear_retry_flags(BIO *bio) { BIO_clear_retry_flags(bio); }
static inline STACK_OF(X509) * shim_X509_stack_new(void) { return sk_X509_new_null(); }
static inline int shim_X509_stack_push(STACK_OF(X509) * stack, X509 *certificate) {
    return sk_X509_push(stack, certificate);
}
static inline int shim_X509_stack_count(const STACK_OF(X509) * stack) { return sk_X509_num(stack); }
static inline X509 *shim_X509_stack_value(const STACK_OF(X509) * stack, int index) {
    return sk_X509_value(stack, index);
}
static inline void shim_X509_stack_free(STACK_OF(X509) * stack) { sk_X509_pop_free(stack, X509_free); }
static inline int shim_X509_name_stack_push(STACK_OF(X509_NAME) * stack, X509_NAME *name) {
    return sk_X509_NAME_push(stack, name);
}
static inline STACK_OF(X509_NAME) * shim_X509_name_stack_new(void) { return sk_X509_NAME_new_null(); }
static inline int shim_general_names_count(GENERAL_NAMES *names) { return sk_GENERAL_NAME_num(names); }
static inline GENERAL_NAME *shim_general_name(GENERAL_NAMES *names, int index) {
    return sk_GENERAL_NAME_value(names, index);
}
static inline EVP_PKEY *shim_EVP_RSA_gen(unsigned int bits) { return EVP_RSA_gen(bits); }
static inline int shim_EVP_PKEY_KEYPAIR(void) { return EVP_PKEY_KEYPAIR; }
static inline int shim_EVP_PKEY_PUBLIC_KEY(void) { return EVP_PKEY_PUBLIC_KEY; }


// Deprecated since 3.0 in favour of EVP, which allocates for every digest: a state in memory of ours does not.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
static inline int shim_SHA256_Init(SHA256_CTX *state) { return SHA256_Init(state); }
static inline int shim_SHA256_Update(SHA256_CTX *state, const void *bytes, size_t count) {
    return SHA256_Update(state, bytes, count);
}
static inline int shim_SHA256_Final(unsigned char *digest, SHA256_CTX *state) { return SHA256_Final(digest, state); }
static inline int shim_SHA384_Init(SHA512_CTX *state) { return SHA384_Init(state); }
static inline int shim_SHA384_Update(SHA512_CTX *state, const void *bytes, size_t count) {
    return SHA384_Update(state, bytes, count);
}
static inline int shim_SHA384_Final(unsigned char *digest, SHA512_CTX *state) { return SHA384_Final(digest, state); }
#pragma clang diagnostic pop

#endif
