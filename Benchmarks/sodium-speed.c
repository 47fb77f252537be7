// SPDX-License-Identifier: Apache-2.0
// How many Ed25519 signatures libsodium alone checks in a second.
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
    if (sodium_init() < 0 || count != 2) return 1;
    unsigned char public_key[crypto_sign_PUBLICKEYBYTES], key[crypto_sign_SECRETKEYBYTES], signature[crypto_sign_BYTES];
    unsigned char message[32] = {7};
    crypto_sign_keypair(public_key, key);
    crypto_sign_detached(signature, NULL, message, sizeof message, key);
    double start = now(), length = atof(arguments[1]);
    long checked = 0;
    while (now() - start < length) {
        for (int index = 0; index < 64; index++)
            if (crypto_sign_verify_detached(signature, message, sizeof message, public_key) != 0) return 1;
        checked += 64;
    }
    printf("%.0f\n", (double)checked / (now() - start));
    return 0;
}
