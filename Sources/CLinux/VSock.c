// AF_VSOCK, which Glibc's module does not describe.
#include "CLinux.h"
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <linux/vm_sockets.h>

uint32_t clinux_vsock_address(void *room, uint32_t cid, uint32_t port) {
    struct sockaddr_vm address;
    memset(&address, 0, sizeof address);
    address.svm_family = AF_VSOCK;
    address.svm_cid = cid;
    address.svm_port = port;
    memcpy(room, &address, sizeof address);
    return sizeof address;
}

int clinux_vsock_parts(const void *room, uint32_t *cid, uint32_t *port) {
    struct sockaddr_vm address;
    memcpy(&address, room, sizeof address);
    if (address.svm_family != AF_VSOCK) {
        errno = EAFNOSUPPORT;
        return -1;
    }
    *cid = address.svm_cid;
    *port = address.svm_port;
    return 0;
}

int clinux_vsock_local(int device, uint32_t *cid) {
    unsigned int answer = VMADDR_CID_ANY;
    if (ioctl(device, IOCTL_VM_SOCKETS_GET_LOCAL_CID, &answer) != 0) return -1;
    *cid = answer;
    return 0;
}
