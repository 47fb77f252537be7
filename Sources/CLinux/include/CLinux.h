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

/// A program that shall run beside this process.
struct clinux_program {
    /// What is executed, and what it is told; both lists end in a null pointer.
    const char *path;
    char *const *arguments;
    char *const *environment;
    /// What it gets as standard output and standard error; its input is empty.
    int output;
    int errors;
    /// Whom it runs as: only where `changes_user`.
    uint32_t user;
    uint32_t group;
    int changes_user;
};

/// Starts it in a session of its own, without any other descriptor, without a way to new privileges, and dying with the
/// thread that calls this. Gives its number, or -1 with the reason of whatever failed, be it in the child.
int clinux_start_program(const struct clinux_program *program);

/// waitid: the number of a child that has ended and waits to be reaped, 0 if there is none. Reaps nothing.
int clinux_ended_child(void);

/// signalfd for SIGCHLD, non-blocking and closed on exec; the signal is blocked on the calling thread.
int clinux_child_signal(void);

/// Has orphans of this process' children become its own children (PR_SET_CHILD_SUBREAPER).
int clinux_adopt_orphans(void);

/// mount, with the flags MS_NOSUID and, where asked for, MS_NODEV and MS_NOEXEC.
int clinux_mount(const char *type, const char *target, const char *options, int forbids_devices, int forbids_programs);

/// Gives the interface `lo` its address 127.0.0.1/8 and sets it up.
int clinux_raise_loopback(void);

/// RNDADDENTROPY on an open /dev/random: adds bytes and credits all of their bits.
int clinux_add_entropy(int device, const void *bytes, uint32_t count);

/// getrandom with GRND_NONBLOCK, of one byte: whether the kernel's randomness is ready; -1 with EAGAIN if it is not.
int clinux_random_ready(void);

/// Restarts the machine, or ends the PID namespace; file systems are synchronised first.
int clinux_restart(void);

#endif
