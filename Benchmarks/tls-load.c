// SPDX-License-Identifier: Apache-2.0
//
// Makes TLS connections to 127.0.0.0/8 for a living: full handshakes, resumed ones, idle ones, busy ones.
//
//     tls-load handshake [options]   connect, shake hands, close, again, for -t seconds; prints one JSON object
//     tls-load hold [options]        opens -c connections, prints {"open":N}, keeps them until standard input ends
//     tls-load ask [options]         keeps -c connections busy for -t seconds or until SIGTERM; prints one JSON object
//
//     -p PORT  -c PARALLEL  -t SECONDS  -r (resume with a ticket, PSK-DHE)  -q FILE (send FILE, await one reply)
//     -s CIPHERSUITES  -C CERTIFICATE -K KEY (of a client)
//     -Q FILE   ask: whole requests, one after the other and again from the first; up to 4 files, which share the connections
//     -a COUNT  how many addresses the connections of handshake and ask come from, 200 unless told otherwise
//     -R RATE   ask: so many requests per second in all, whether or not replies keep up; a latency counts from when it was due
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

enum { maximumPerSource = 20000, maximumFiles = 4, latencyBuckets = 100000, latencyUnit = 10 };  // buckets of 10 microseconds

typedef enum { connecting, shaking, sending, awaiting, idle } Stage;

typedef struct Connection {
    SSL *tls;
    int descriptor, file;
    Stage stage;
    uint32_t watched;
    size_t sent, received, expected;  // expected: bytes of the reply, 0 while its head is incomplete
    uint64_t began;
    const char *request;
    size_t requestLength;
    struct Connection *next;  // of those that wait for something to ask
    char head[4096];
} Connection;

typedef struct {
    uint64_t completed, failed, resumed, replies, accepted, unwell;
    uint32_t latency[latencyBuckets];
} Result;

// Requests that are asked in turn.
typedef struct {
    char *bytes;
    size_t *ends;  // where each one ends
    size_t count, turn;
    Result result;
} File;

static struct {
    const char *suites, *certificate, *key;
    char *request;
    size_t requestLength;
    int port, parallel, addresses;
    double seconds, rate;
    bool resumes, holds, asks;
} options = {.port = 8443, .parallel = 16, .addresses = 200, .seconds = 5};

static SSL_CTX *context;
static SSL_SESSION *session;  // the latest ticket, used for many connections: we measure servers, not hide clients
static int epoll;
static Result result;
static uint32_t connectionsMade;
static File files[maximumFiles];
static int fileCount;
static volatile sig_atomic_t isOver;

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
    if (operation == EPOLL_CTL_MOD && connection->watched == events) return;
    connection->watched = events;
    if (epoll_ctl(epoll, operation, connection->descriptor, &event) != 0) fail("epoll_ctl");
}

// Starts a connection from the next address of 127.0.0.0/8, so that ephemeral ports do not run out.
static void start(Connection *connection) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) fail("socket");
    int one = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    uint32_t host = options.holds ? connectionsMade / maximumPerSource : connectionsMade % (uint32_t)options.addresses;
    connectionsMade++;
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000101 + host)};
    if (bind(descriptor, (struct sockaddr *)&from, sizeof from) != 0) fail("bind");
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)options.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    connection->descriptor = descriptor;
    connection->stage = connecting;
    connection->sent = connection->received = connection->expected = 0;
    connection->request = options.request;
    connection->requestLength = options.requestLength;
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

static void record(Result *result, uint64_t began) {
    uint64_t bucket = (now() - began) / 1000 / latencyUnit;
    result->latency[bucket < latencyBuckets ? bucket : latencyBuckets - 1]++;
    result->completed++;
}

static void stop(Connection *connection, bool isGood) {
    if (isGood) {
        record(&result, connection->began);
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
    size_t last = sizeof connection->head - 1;
    if (connection->received < last) {
        size_t room = last - connection->received;
        memcpy(connection->head + connection->received, bytes, count < room ? count : room);
    }
    connection->received += count;
    connection->head[connection->received < last ? connection->received : last] = 0;
    if (connection->expected == 0) {
        char *end = strstr(connection->head, "\r\n\r\n");
        if (!end) return false;
        const char *length = strcasestr(connection->head, "\r\ncontent-length:");
        connection->expected = (size_t)(end + 4 - connection->head) + (length ? strtoul(length + 17, NULL, 10) : 0);
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
            if (options.asks) {
                connection->stage = idle;
                return finished;
            }
            if (connection->request) connection->stage = sending;
            else if (options.resumes && !session) connection->stage = awaiting;
            else if (options.holds) connection->stage = idle;
            else return finished;
            break;
        case sending:
            code = SSL_write(connection->tls, connection->request + connection->sent,
                             (int)(connection->requestLength - connection->sent));
            if (code <= 0) return blocked(connection, code);
            connection->sent += (size_t)code;
            if (connection->sent == connection->requestLength) connection->stage = awaiting;
            break;
        case awaiting:
            code = SSL_read(connection->tls, bytes, sizeof bytes);
            if (code <= 0) {
                if (!connection->request && session) return finished;
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

static double quantile(const Result *result, double share) {
    uint64_t seen = 0, wanted = (uint64_t)((double)result->completed * share);
    for (int i = 0; i < latencyBuckets; i++) {
        seen += result->latency[i];
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
           quantile(&result, 0.5), quantile(&result, 0.99),
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

static void ask(Connection *connection, uint64_t due) {
    File *file = &files[connection->file];
    size_t start = file->turn ? file->ends[file->turn - 1] : 0;
    connection->request = file->bytes + start;
    connection->requestLength = file->ends[file->turn] - start;
    file->turn = (file->turn + 1) % file->count;
    connection->sent = connection->received = connection->expected = 0;
    connection->began = due;
    connection->stage = sending;
}

// Takes what a connection was told; begins it anew where it broke.
static void heard(Connection *connection, Progress progress) {
    Result *result = &files[connection->file].result;
    if (progress == broken) {
        result->failed++;
        SSL_free(connection->tls);
        close(connection->descriptor);
        start(connection);
    } else if (connection->stage == awaiting) {
        record(result, connection->began);
        if (strncmp(connection->head, "HTTP/1.1 200", 12)) result->unwell++;
        else if (strstr(connection->head, "\"authenticated\":true")) result->accepted++;
        connection->stage = idle;
    }
}

// Nothing is due before all connections are there: a latency is a request's, and not that of everybody's handshakes.
static void asks(Connection *connections) {
    Connection *first = NULL, *last = NULL;
    int ready = 0;
    for (int i = 0; i < options.parallel; i++) {
        connections[i].file = i % fileCount;
        start(&connections[i]);
    }
    uint64_t began = now(), end = began + (uint64_t)(options.seconds * 1e9), asked = 0;
    double processor = processorSeconds();
    struct epoll_event events[256];
    while (!isOver) {
        uint64_t present = now(), due = options.rate > 0 ? began + (uint64_t)((double)asked * 1e9 / options.rate) : present;
        if (present >= end) break;
        bool isReady = ready == options.parallel;
        if (isReady && first && due <= present) {
            Connection *connection = first;
            first = connection->next;
            asked++;
            ask(connection, due);
            Progress progress = advance(connection);
            if (progress == waits) continue;
            heard(connection, progress);
            if (progress == finished) {
                connection->next = first;
                first = connection;
                if (!connection->next) last = connection;
            }
            continue;
        }
        uint64_t until = isReady && first && due < end ? due : end;
        struct timespec patience = {.tv_sec = (time_t)((until - present) / 1000000000u),
                                    .tv_nsec = (long)((until - present) % 1000000000u)};
        int count = epoll_pwait2(epoll, events, 256, &patience, NULL);
        if (count < 0 && errno != EINTR) fail("epoll_pwait2");
        for (int i = 0; i < count; i++) {
            Connection *connection = events[i].data.ptr;
            bool isListed = connection->stage == idle, isNew = connection->stage <= shaking;
            Progress progress = advance(connection);
            if (progress == waits) continue;
            if (isListed) fail("a connection was closed that nothing was asked on");
            heard(connection, progress);
            if (progress == broken) continue;
            if (isNew && ready < options.parallel && ++ready == options.parallel) {
                began = now();
                end = began + (uint64_t)(options.seconds * 1e9);
                processor = processorSeconds();
            }
            connection->next = NULL;
            if (first) last->next = connection;
            else first = connection;
            last = connection;
        }
    }
    double elapsed = (double)(now() - began) / 1e9;
    uint64_t completed = 0;
    printf("{\"files\":[");
    for (int i = 0; i < fileCount; i++) {
        Result *result = &files[i].result;
        completed += result->completed;
        printf("%s{\"completed\":%lu,\"accepted\":%lu,\"unwell\":%lu,\"failed\":%lu,\"per_second\":%.1f,\"p50_us\":%.0f,"
               "\"p99_us\":%.0f,\"p999_us\":%.0f}",
               i ? "," : "", result->completed, result->accepted, result->unwell, result->failed,
               (double)result->completed / elapsed, quantile(result, 0.5), quantile(result, 0.99),
               quantile(result, 0.999));
    }
    printf("],\"asked\":%lu,\"completed\":%lu,\"seconds\":%.3f,\"per_second\":%.1f,\"client_cpu_us\":%.2f}\n", asked, completed,
           elapsed, (double)completed / elapsed,
           completed ? (processorSeconds() - processor) * 1e6 / (double)completed : 0.0);
}

static char *readFile(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file) fail(path);
    size_t room = 64u << 20;
    char *bytes = malloc(room);
    if (!bytes) fail("malloc");
    *length = fread(bytes, 1, room - 1, file);
    bytes[*length] = 0;
    fclose(file);
    return bytes;
}

// Finds where each request ends, by its Content-Length.
static void readRequests(const char *path) {
    if (fileCount == maximumFiles) fail("too many files");
    File *file = &files[fileCount++];
    size_t length, room = 0, end = 0;
    file->bytes = readFile(path, &length);
    while (end < length) {
        char *head = strstr(file->bytes + end, "\r\n\r\n");
        const char *body = strcasestr(file->bytes + end, "\r\ncontent-length:");
        if (!head || !body || body > head) fail("a request without a Content-Length");
        end = (size_t)(head + 4 - file->bytes) + strtoul(body + 17, NULL, 10);
        if (file->count == room) file->ends = realloc(file->ends, (room = room ? 2 * room : 1024) * sizeof *file->ends);
        if (!file->ends) fail("realloc");
        file->ends[file->count++] = end;
    }
    if (end != length || !file->count) fail("the last request is not whole");
}

static void finish(int number) {
    (void)number;
    isOver = 1;
}

int main(int count, char **arguments) {
    if (count < 2 || (strcmp(arguments[1], "handshake") && strcmp(arguments[1], "hold") && strcmp(arguments[1], "ask"))) {
        fprintf(stderr, "usage: tls-load handshake|hold|ask [-p port] [-c parallel] [-t seconds] [-r] [-q request-file] "
                        "[-Q requests-file]... [-R rate] [-a addresses] [-s ciphersuites] [-C certificate -K key]\n");
        return 64;
    }
    options.holds = !strcmp(arguments[1], "hold");
    options.asks = !strcmp(arguments[1], "ask");
    optind = 2;
    for (int option; (option = getopt(count, arguments, "p:c:t:rq:Q:R:a:s:C:K:")) != -1;) {
        switch (option) {
        case 'p': options.port = atoi(optarg); break;
        case 'c': options.parallel = atoi(optarg); break;
        case 't': options.seconds = atof(optarg); break;
        case 'r': options.resumes = true; break;
        case 'q': options.request = readFile(optarg, &options.requestLength); break;
        case 'Q': readRequests(optarg); break;
        case 'R': options.rate = atof(optarg); break;
        case 'a': options.addresses = atoi(optarg); break;
        case 's': options.suites = optarg; break;
        case 'C': options.certificate = optarg; break;
        case 'K': options.key = optarg; break;
        default: return 64;
        }
    }
    if (options.addresses < 1) fail("no address to come from");
    if (options.asks && (!fileCount || options.parallel < fileCount)) fail("each file needs a connection");
    signal(SIGPIPE, SIG_IGN);
    if (options.asks) signal(SIGTERM, finish);
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
    if (options.asks) asks(connections);
    else if (options.holds) hold(connections);
    else handshakes(connections);
    return result.failed > result.completed;
}
