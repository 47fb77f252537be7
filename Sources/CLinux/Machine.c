// What the first process of a machine does for it.
#define _GNU_SOURCE
#include "CLinux.h"
#include <arpa/inet.h>
#include <errno.h>
#include <linux/random.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/random.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <unistd.h>

int clinux_mount(const char *type, const char *target, const char *options, int forbids_devices, int forbids_programs) {
    unsigned long flags = MS_NOSUID;
    if (forbids_devices) flags |= MS_NODEV;
    if (forbids_programs) flags |= MS_NOEXEC;
    return mount(type, target, type, flags, options);
}

int clinux_raise_loopback(void) {
    int socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return -1;
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strcpy(request.ifr_name, "lo");
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    memcpy(&request.ifr_addr, &address, sizeof address);
    int result = ioctl(socket_, SIOCSIFADDR, &request);
    if (result == 0) {
        memset(&request.ifr_addr, 0, sizeof request.ifr_addr);
        result = ioctl(socket_, SIOCGIFFLAGS, &request);
    }
    if (result == 0) {
        request.ifr_flags |= IFF_UP;
        result = ioctl(socket_, SIOCSIFFLAGS, &request);
    }
    int reason = errno;
    close(socket_);
    errno = reason;
    return result;
}

int clinux_add_entropy(int device, const void *bytes, uint32_t count) {
    // struct rand_pool_info: the bits that are credited, the bytes that follow, the bytes.
    if (count > 4096) {
        errno = EINVAL;
        return -1;
    }
    int room[2 + 4096 / sizeof(int)];
    room[0] = (int)count * 8;
    room[1] = (int)count;
    memcpy(&room[2], bytes, count);
    int result = ioctl(device, RNDADDENTROPY, room);
    int reason = errno;
    explicit_bzero(room, sizeof room);
    errno = reason;
    return result;
}

int clinux_random_ready(void) {
    unsigned char byte;
    return getrandom(&byte, 1, GRND_NONBLOCK) == 1 ? 0 : -1;
}

int clinux_restart(void) {
    sync();
    return reboot(RB_AUTOBOOT);
}
