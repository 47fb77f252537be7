// SPDX-License-Identifier: Apache-2.0
//
// Makes TLS connections to 127.0.0.0/8 for a living: full handshakes, resumed ones, idle ones.
//
//     tls-load handshake [options]   connect, shake hands, close, again, for -t seconds; prints one JSON object
//     tls-load hold [options]        opens -c connections, prints {"open":N}, keeps them until standard input ends
//
//     -p PORT  -c PARALLEL  -t SECONDS  -r (resume with a ticket, PSK-DHE)  -q FILE (send FILE, await one reply)
//     -s CIPHERSUITES  -C CERTIFICATE -K KEY (of a client)
//
// One thread, one epoll: the load generator owns a core, the server another.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { maximumPerSource = 20000, latencyBuckets = 100000, latencyUnit = 10 };  // buckets of 10 microseconds

typedef enum { connecting, shaking, sending, awaiting, idle } Stage;

typedef struct {
    SSL *tls;
    int descriptor;
    Stage stage;
    size_t sent, received, expected;  // expected: bytes of the reply, 0 while its head is incomplete
    uint64_t began;
    char head[4096];
} Connection;

typedef struct {
    uint64_t completed, failed, resumed, replies, busyNanoseconds;
    uint32_t latency[latencyBuckets];
} Result;

static struct {
    const char *suites, *certificate, *key;
    char *request;
    size_t requestLength;
    int port, parallel;
    double seconds;
    bool resumes, holds;
} options = {.port = 8443, .parallel = 16, .seconds = 5};

static SSL_CTX *context;
static SSL_SESSION *session;  // the latest ticket, used for many connections: we measure servers, not hide clients
static int epoll;
static Result result;
static uint32_t connectionsMade;

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "tls-load: %s: %s\n", what, errno ? strerror(errno) : ERR_reason_error_string(ERR_peek_error()));
    exit(1);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static int keepSession(SSL *tls, SSL_SESSION *fresh) {
    (void)tls;
    if (!SSL_SESSION_is_resumable(fresh)) return 0;
    SSL_SESSION_free(session);
    session = fresh;
    return 1;
}

static void watch(Connection *connection, uint32_t events, int operation) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    if (epoll_ctl(epoll, operation, connection->descriptor, &event) != 0) fail("epoll_ctl");
}

// Starts a connection from the next address of 127.0.0.0/8, so that ephemeral ports do not run out.
static void start(Connection *connection) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) fail("socket");
    int one = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    uint32_t host = options.holds ? connectionsMade / maximumPerSource : connectionsMade % 200;
    connectionsMade++;
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000101 + host)};
    if (bind(descriptor, (struct sockaddr *)&from, sizeof from) != 0) fail("bind");
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)options.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    connection->descriptor = descriptor;
    connection->stage = connecting;
    connection->sent = connection->received = connection->expected = 0;
    connection->began = now();
    if (connect(descriptor, (struct sockaddr *)&to, sizeof to) != 0 && errno != EINPROGRESS) fail("connect");
    connection->tls = SSL_new(context);
    if (!connection->tls || !SSL_set_fd(connection->tls, descriptor)) fail("SSL_new");
    SSL_set_connect_state(connection->tls);
    if (options.resumes && session) {
        // OpenSSL's client spoils a TLS 1.3 session that was used once: each connection gets a copy.
        SSL_SESSION *copy = SSL_SESSION_dup(session);
        if (!copy || !SSL_set_session(connection->tls, copy)) fail("SSL_set_session");
        SSL_SESSION_free(copy);
    }
    watch(connection, EPOLLOUT, EPOLL_CTL_ADD);
}

static void stop(Connection *connection, bool isGood) {
    if (isGood) {
        uint64_t bucket = (now() - connection->began) / 1000 / latencyUnit;
        result.latency[bucket < latencyBuckets ? bucket : latencyBuckets - 1]++;
        result.completed++;
        result.resumed += (uint64_t)SSL_session_reused(connection->tls);
        SSL_shutdown(connection->tls);
    } else {
        result.failed++;
    }
    SSL_free(connection->tls);
    close(connection->descriptor);
    connection->tls = NULL;
}

// Whether the reply is whole: its head and as many bytes as its Content-Length says.
static bool takesReply(Connection *connection, const char *bytes, size_t count) {
    if (connection->expected == 0) {
        size_t room = sizeof connection->head - 1 - connection->received;
        memcpy(connection->head + connection->received, bytes, count < room ? count : room);
        connection->received += count;
        connection->head[connection->received < sizeof connection->head - 1 ? connection->received : sizeof connection->head - 1] = 0;
        char *end = strstr(connection->head, "\r\n\r\n");
        if (!end) return false;
        const char *length = strcasestr(connection->head, "\r\ncontent-length:");
        connection->expected = (size_t)(end + 4 - connection->head) + (length ? strtoul(length + 17, NULL, 10) : 0);
    } else {
        connection->received += count;
    }
    return connection->received >= connection->expected;
}

typedef enum { waits, finished, broken } Progress;

static Progress blocked(Connection *connection, int code) {
    switch (SSL_get_error(connection->tls, code)) {
    case SSL_ERROR_WANT_READ: watch(connection, EPOLLIN, EPOLL_CTL_MOD); return waits;
    case SSL_ERROR_WANT_WRITE: watch(connection, EPOLLOUT, EPOLL_CTL_MOD); return waits;
    default: ERR_clear_error(); return broken;
    }
}

// Goes as far as the connection can without waiting.
static Progress advance(Connection *connection) {
    char bytes[16384];
    for (;;) {
        ERR_clear_error();
        int code;
        switch (connection->stage) {
        case connecting:
            connection->stage = shaking;
            break;
        case shaking:
            code = SSL_do_handshake(connection->tls);
            if (code != 1) return blocked(connection, code);
            // A ticket comes after the handshake: without a request it is read once, to be able to resume.
            if (options.request) connection->stage = sending;
            else if (options.resumes && !session) connection->stage = awaiting;
            else if (options.holds) connection->stage = idle;
            else return finished;
            break;
        case sending:
            code = SSL_write(connection->tls, options.request + connection->sent,
                             (int)(options.requestLength - connection->sent));
            if (code <= 0) return blocked(connection, code);
            connection->sent += (size_t)code;
            if (connection->sent == options.requestLength) connection->stage = awaiting;
            break;
        case awaiting:
            code = SSL_read(connection->tls, bytes, sizeof bytes);
            if (code <= 0) {
                if (!options.request && session) return finished;
                return blocked(connection, code);
            }
            if (takesReply(connection, bytes, (size_t)code)) {
                result.replies++;
                if (!options.holds) return finished;
                connection->stage = idle;
            }
            break;
        case idle:
            code = SSL_read(connection->tls, bytes, sizeof bytes);
            if (code <= 0) return blocked(connection, code);
            break;
        }
    }
}

static double processorSeconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double quantile(double share) {
    uint64_t seen = 0, wanted = (uint64_t)((double)result.completed * share);
    for (int i = 0; i < latencyBuckets; i++) {
        seen += result.latency[i];
        if (seen > wanted) return (i + 0.5) * latencyUnit;
    }
    return 0;
}

static void handshakes(Connection *connections) {
    uint64_t began = now(), end = began + (uint64_t)(options.seconds * 1e9);
    double processor = processorSeconds();
    for (int i = 0; i < options.parallel; i++) start(&connections[i]);
    struct epoll_event events[256];
    while (now() < end) {
        int count = epoll_wait(epoll, events, 256, 100);
        if (count < 0 && errno != EINTR) fail("epoll_wait");
        for (int i = 0; i < count; i++) {
            Connection *connection = events[i].data.ptr;
            Progress progress = advance(connection);
            if (progress == waits) continue;
            stop(connection, progress == finished);
            start(connection);
        }
    }
    double elapsed = (double)(now() - began) / 1e9;
    printf("{\"completed\":%lu,\"failed\":%lu,\"resumed\":%lu,\"replies\":%lu,\"seconds\":%.3f,\"per_second\":%.1f,"
           "\"p50_us\":%.0f,\"p99_us\":%.0f,\"client_cpu_us\":%.2f}\n",
           result.completed, result.failed, result.resumed, result.replies, elapsed, (double)result.completed / elapsed,
           quantile(0.5), quantile(0.99),
           result.completed ? (processorSeconds() - processor) * 1e6 / (double)result.completed : 0.0);
}

// At most 256 handshakes under way: 10,000 at once would measure the accept queue.
static void hold(Connection *connections) {
    int started = 0, open = 0, lost = 0;
    bool isTold = false;
    struct epoll_event events[256], input = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, STDIN_FILENO, &input) != 0) fail("standard input must be a pipe or a terminal");
    for (;;) {
        while (started < options.parallel && started - open - lost < 256) start(&connections[started++]);
        int count = epoll_wait(epoll, events, 256, 100);
        if (count < 0 && errno != EINTR) fail("epoll_wait");
        for (int i = 0; i < count; i++) {
            Connection *connection = events[i].data.ptr;
            if (!connection) {
                char byte;
                if (read(STDIN_FILENO, &byte, 1) > 0) continue;
                printf("{\"open\":%d,\"lost\":%d}\n", open, lost);
                return;
            }
            if (!connection->tls) continue;
            Stage before = connection->stage;
            Progress progress = advance(connection);
            if (progress == broken) {
                if (before == idle) open--;
                lost++;
                SSL_free(connection->tls);
                close(connection->descriptor);
                connection->tls = NULL;
            } else if (before != idle && connection->stage == idle) {
                open++;
            }
        }
        if (!isTold && open + lost == options.parallel) {
            printf("{\"open\":%d,\"lost\":%d}\n", open, lost);
            fflush(stdout);
            isTold = true;
        }
    }
}

static void readRequest(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) fail(path);
    size_t room = 32u << 20;
    options.request = malloc(room);
    if (!options.request) fail("malloc");
    options.requestLength = fread(options.request, 1, room, file);
    fclose(file);
}

int main(int count, char **arguments) {
    if (count < 2 || (strcmp(arguments[1], "handshake") && strcmp(arguments[1], "hold"))) {
        fprintf(stderr, "usage: tls-load handshake|hold [-p port] [-c parallel] [-t seconds] [-r] [-q request-file] "
                        "[-s ciphersuites] [-C certificate -K key]\n");
        return 64;
    }
    options.holds = !strcmp(arguments[1], "hold");
    optind = 2;
    for (int option; (option = getopt(count, arguments, "p:c:t:rq:s:C:K:")) != -1;) {
        switch (option) {
        case 'p': options.port = atoi(optarg); break;
        case 'c': options.parallel = atoi(optarg); break;
        case 't': options.seconds = atof(optarg); break;
        case 'r': options.resumes = true; break;
        case 'q': readRequest(optarg); break;
        case 's': options.suites = optarg; break;
        case 'C': options.certificate = optarg; break;
        case 'K': options.key = optarg; break;
        default: return 64;
        }
    }
    signal(SIGPIPE, SIG_IGN);
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    context = SSL_CTX_new(TLS_client_method());
    // The certificate is not verified: this is a stopwatch on loopback, and verifying would be charged to the client.
    if (!context || !SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION)) fail("SSL_CTX_new");
    if (options.suites && !SSL_CTX_set_ciphersuites(context, options.suites)) fail("cipher suites");
    if (options.certificate && (SSL_CTX_use_certificate_chain_file(context, options.certificate) != 1 ||
                                SSL_CTX_use_PrivateKey_file(context, options.key, SSL_FILETYPE_PEM) != 1)) fail("client certificate");
    if (options.resumes) {
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(context, keepSession);
    }
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) fail("epoll_create1");
    Connection *connections = calloc((size_t)options.parallel, sizeof *connections);
    if (!connections) fail("calloc");
    if (options.holds) hold(connections);
    else handshakes(connections);
    return result.failed > result.completed;
}
