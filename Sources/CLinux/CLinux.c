// The only file that asks glibc for its extensions.
#define _GNU_SOURCE
#include "CLinux.h"
#include <string.h>
#include <sys/socket.h>

int clinux_accept(int listener, void *address, uint32_t *length) {
    return accept4(listener, (struct sockaddr *)address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

const char *clinux_reason(int number) {
    const char *reason = strerrordesc_np(number);
    return reason ? reason : "unknown error";
}
