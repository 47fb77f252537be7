// What Swift sees of Linux beyond Glibc's own module. No feature macro here: in a header it would give
// this module a second `fd_set`, and the first file that also imports OpenSSL would stop compiling.
#ifndef CLINUX_H
#define CLINUX_H

#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

/// accept4 with SOCK_NONBLOCK | SOCK_CLOEXEC; the peer's address goes to `address` (at most `*length` bytes).
int clinux_accept(int listener, void *address, uint32_t *length);

/// What errno means, in a constant string.
const char *clinux_reason(int number);

/// Writes an AF_VSOCK address to `room`, which has at least 16 bytes; gives its length.
uint32_t clinux_vsock_address(void *room, uint32_t cid, uint32_t port);

/// Reads an AF_VSOCK address of 16 bytes; EAFNOSUPPORT for another family.
int clinux_vsock_parts(const void *room, uint32_t *cid, uint32_t *port);

/// IOCTL_VM_SOCKETS_GET_LOCAL_CID on /dev/vsock: which context this machine is.
int clinux_vsock_local(int device, uint32_t *cid);

/// Attaches "the second socket of the group" to an SO_REUSEPORT group.
int clinux_prefer_younger_listener(int listener);

/// Names the calling thread for `top -H` and core files.
void clinux_name_thread(const void *name);

/// Forbids core dumps and debuggers: what this process holds in memory must not reach a file.
int clinux_forbid_dumps(void);

/// The process's environment: `NAME=value` strings up to a null pointer.
char **clinux_environment(void);

/// pipe2 with O_CLOEXEC: the reader's end first.
int clinux_pipe(int ends[2]);

/// pidfd_open: a descriptor that is readable once the process has ended.
int clinux_process_handle(int process);

/// posix_spawn_file_actions_addclosefrom_np: a child gets no descriptor from `first` on.
int clinux_close_from(void *actions, int first);

#endif
