// Programs that run beside this process, and what becomes of children that nobody waits for.
#define _GNU_SOURCE
#include "CLinux.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Runs in the child, between fork and exec: nothing but system calls, since other threads' locks were copied as they were.
static int become(const struct clinux_program *program, pid_t parent) {
    // The kernel's own call and form: glibc keeps two signals to itself, which posix_spawn leaves ignored.
    long usual[4] = {(long)SIG_DFL};
    for (int number = 1; number <= 64; number++) syscall(SYS_rt_sigaction, number, usual, NULL, 8);
    if (setsid() < 0 || chdir("/") != 0) return -1;
    umask(027);
    int empty = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (empty < 0 || dup2(empty, STDIN_FILENO) < 0) return -1;
    if (dup2(program->output, STDOUT_FILENO) < 0 || dup2(program->errors, STDERR_FILENO) < 0) return -1;
    // Marked instead of closed: the pipe on which a failure is told must outlive this line.
    if (close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC) != 0) return -1;
    if (program->changes_user) {
        if (setgroups(0, NULL) != 0 || setresgid(program->group, program->group, program->group) != 0) return -1;
        if (setresuid(program->user, program->user, program->user) != 0) return -1;
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    // After the change of user, which undoes it. The parent may have died before.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return -1;
    if (getppid() != parent) {
        errno = ESRCH;
        return -1;
    }
    sigset_t none;
    sigemptyset(&none);
    if (sigprocmask(SIG_SETMASK, &none, NULL) != 0) return -1;
    return execve(program->path, program->arguments, program->environment);
}

int clinux_start_program(const struct clinux_program *program) {
    int told[2];
    if (pipe2(told, O_CLOEXEC) != 0) return -1;
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        become(program, parent);
        int reason = errno;
        if (write(told[1], &reason, sizeof reason) != sizeof reason) _exit(126);
        _exit(127);
    }
    int reason = errno;
    close(told[1]);
    if (child > 0) {
        // The end of the pipe is the exec's success.
        ssize_t count;
        do count = read(told[0], &reason, sizeof reason);
        while (count < 0 && errno == EINTR);
        if (count != sizeof reason) {
            close(told[0]);
            return child;
        }
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
    }
    close(told[0]);
    errno = reason;
    return -1;
}

int clinux_ended_child(void) {
    siginfo_t info = {.si_pid = 0};
    if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0) return info.si_pid;
    return errno == ECHILD ? 0 : -1;
}

int clinux_child_signal(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    int reason = pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (reason != 0) {
        errno = reason;
        return -1;
    }
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

int clinux_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }
