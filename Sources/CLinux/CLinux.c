// The only file that asks glibc for its extensions.
#define _GNU_SOURCE
#include "CLinux.h"
#include <fcntl.h>
#include <linux/filter.h>
#include <pthread.h>
#include <spawn.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

int clinux_accept(int listener, void *address, uint32_t *length) {
    return accept4(listener, (struct sockaddr *)address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

const char *clinux_reason(int number) {
    const char *reason = strerrordesc_np(number);
    return reason ? reason : "unknown error";
}

int clinux_prefer_younger_listener(int listener) {
    struct sock_filter second = {BPF_RET | BPF_K, 0, 0, 1};
    struct sock_fprog program = {1, &second};
    return setsockopt(listener, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof program);
}

void clinux_name_thread(const void *name) { pthread_setname_np(pthread_self(), name); }

int clinux_forbid_dumps(void) {
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return -1;
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

char **clinux_environment(void) {
    return environ;
}

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int clinux_process_handle(int process) { return pidfd_open(process, 0); }

int clinux_close_from(void *actions, int first) { return posix_spawn_file_actions_addclosefrom_np(actions, first); }
