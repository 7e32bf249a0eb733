/*
 * The floor that fan-out is measured against: what the kernel takes for send(), and next to nothing else.
 *
 *     gcc -O2 -o floor floor.c && ./floor 9100
 *
 * One thread, one epoll, on 127.0.0.1. Every WebSocket is a subscriber, except those of path /publish: each text or
 * binary message from these goes to all subscribers, by one send() for each message and subscriber. There is no queue:
 * sockets block when they are full, so a subscriber that does not read holds up all. What subscribers send is ignored.
 * Not a WebSocket server to use: it trusts its clients, which are the load generator.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FDS = 1 << 20, HEAD = 4096, MESSAGE = 1 << 20, EVENTS = 256 };
enum role { NOBODY, GREETING, SUBSCRIBER, PUBLISHER };

struct connection {
    enum role role;
    int place;           /* of a subscriber: in the list below */
    size_t filled;
    unsigned char *in;   /* of a greeting or publisher: what came and is not used yet */
};

static struct connection connections[FDS]; /* by descriptor */
static int subscribers[FDS];
static int count;

/* SHA-1 (RFC 3174) of a text of at most 119 bytes, which two blocks hold. */
static uint32_t rotate(uint32_t x, int n) { return x << n | x >> (32 - n); }

static void sha1(const char *text, size_t length, unsigned char digest[20]) {
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0}, w[80];
    unsigned char block[128] = {0};
    size_t size = length < 56 ? 64 : 128;
    memcpy(block, text, length);
    block[length] = 0x80;
    block[size - 2] = (unsigned char)(length * 8 >> 8);
    block[size - 1] = (unsigned char)(length * 8);
    for (size_t at = 0; at < size; at += 64) {
        for (int i = 0; i < 16; i++) {
            memcpy(&w[i], block + at + 4 * i, 4);
            w[i] = ntohl(w[i]);
        }
        for (int i = 16; i < 80; i++) w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
        for (int i = 0; i < 80; i++) {
            uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 || i >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);
            uint32_t k = i < 20 ? 0x5A827999 : i < 40 ? 0x6ED9EBA1 : i < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
            uint32_t next = rotate(a, 5) + f + e + k + w[i];
            e = d, d = c, c = rotate(b, 30), b = a, a = next;
        }
        h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
    }
    for (int i = 0; i < 5; i++) {
        uint32_t word = htonl(h[i]);
        memcpy(digest + 4 * i, &word, 4);
    }
}

static void base64(const unsigned char digest[20], char out[29]) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char padded[21] = {0};
    memcpy(padded, digest, 20);
    for (int i = 0, o = 0; i < 21; i += 3, o += 4) {
        uint32_t bits = padded[i] << 16 | padded[i + 1] << 8 | padded[i + 2];
        for (int j = 0; j < 4; j++) out[o + j] = letters[bits >> (18 - 6 * j) & 63];
    }
    out[27] = '=';
    out[28] = 0;
}

static void forget(int fd) {
    struct connection *gone = &connections[fd];
    if (gone->role == SUBSCRIBER) {
        int last = subscribers[--count];
        subscribers[gone->place] = last;
        connections[last].place = gone->place;
    }
    free(gone->in);
    *gone = (struct connection){0};
    close(fd);
}

/* All of it, waiting if need be. */
static void send_all(int fd, const void *bytes, size_t length) {
    const char *next = bytes;
    while (length > 0) {
        ssize_t sent = send(fd, next, length, MSG_NOSIGNAL);
        if (sent <= 0) return; /* it has gone; epoll will say so */
        next += sent;
        length -= (size_t)sent;
    }
}

/* This loop is the floor. */
static void fan_out(const unsigned char *frame, size_t length) {
    for (int i = 0; i < count; i++) send_all(subscribers[i], frame, length);
}

/* The client's frame becomes the server's, in place: no mask, so four bytes less. Returns the bytes used, 0 if incomplete. */
static size_t take_frame(unsigned char *in, size_t filled) {
    if (filled < 2) return 0;
    size_t head = 2;
    uint64_t length = in[1] & 0x7F;
    if (length == 126) head = 4;
    if (length == 127) head = 10;
    if (filled < head + 4) return 0;
    if (head > 2) {
        length = 0;
        for (size_t i = 2; i < head; i++) length = length << 8 | in[i];
    }
    if (filled < head + 4 + length) return 0;
    unsigned char mask[4], *payload = in + head + 4;
    memcpy(mask, in + head, 4);
    for (uint64_t i = 0; i < length; i++) payload[i] ^= mask[i & 3];
    int opcode = in[0] & 0x0F;
    memmove(in + 4, in, head);
    in[5] &= 0x7F;
    if (opcode == 1 || opcode == 2) fan_out(in + 4, head + length);
    return head + 4 + length;
}

static void publish(struct connection *from) {
    size_t used = 0, taken;
    while ((taken = take_frame(from->in + used, from->filled - used)) > 0) used += taken;
    memmove(from->in, from->in + used, from->filled -= used);
}

/* Answers the handshake when it is complete. Frames that came in one segment with it are kept for a publisher. */
static void greet(int fd) {
    struct connection *one = &connections[fd];
    char text[64 + 36], answer[256], accept[29], *end, *key;
    unsigned char digest[20];
    one->in[one->filled] = 0;
    if ((end = strstr((char *)one->in, "\r\n\r\n")) == NULL) {
        if (one->filled == HEAD) forget(fd);
        return;
    }
    if ((key = strcasestr((char *)one->in, "\r\nSec-WebSocket-Key:")) == NULL || key > end) {
        send_all(fd, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", 47);
        forget(fd);
        return;
    }
    key += 20;
    key += strspn(key, " \t");
    snprintf(text, sizeof text, "%.*s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", (int)strcspn(key, " \t\r"), key);
    sha1(text, strlen(text), digest);
    base64(digest, accept);
    int length = snprintf(answer, sizeof answer,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
        accept);
    int publisher = strncmp((char *)one->in, "GET /publish", 12) == 0;
    send_all(fd, answer, (size_t)length);
    if (publisher) {
        size_t used = (size_t)(end + 4 - (char *)one->in);
        unsigned char *room = malloc(MESSAGE);
        memcpy(room, one->in + used, one->filled -= used);
        free(one->in);
        one->in = room;
        one->role = PUBLISHER;
        publish(one);
    } else {
        free(one->in);
        one->in = NULL;
        one->role = SUBSCRIBER;
        one->place = count;
        subscribers[count++] = fd;
    }
}

static void receive(int fd) {
    static unsigned char ignored[65536];
    struct connection *from = &connections[fd];
    size_t room = from->role == PUBLISHER ? MESSAGE : HEAD;
    ssize_t got = from->role == SUBSCRIBER
        ? recv(fd, ignored, sizeof ignored, MSG_DONTWAIT)
        : recv(fd, from->in + from->filled, room - from->filled, MSG_DONTWAIT);
    if (got <= 0) {
        forget(fd);
        return;
    }
    if (from->role == SUBSCRIBER) {
        if ((ignored[0] & 0x0F) == 8) forget(fd); /* it has said its close */
        return;
    }
    from->filled += (size_t)got;
    if (from->role == PUBLISHER) publish(from);
    else greet(fd);
}

static void welcome(int listener, int epoll) {
    int fd, on = 1;
    while ((fd = accept(listener, NULL, NULL)) >= 0) {
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        connections[fd] = (struct connection){.role = GREETING, .in = malloc(HEAD + 1)};
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }
}

int main(int argc, char **argv) {
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)(argc > 1 ? atoi(argv[1]) : 9100)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max < FDS ? files.rlim_max : FDS;
    setrlimit(RLIMIT_NOFILE, &files);
    int on = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), epoll = epoll_create1(0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 4096) < 0) {
        perror("floor");
        return 1;
    }
    struct epoll_event events[EVENTS], event = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int ready = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd == listener) welcome(listener, epoll);
            else receive(events[i].data.fd);
        }
    }
}
