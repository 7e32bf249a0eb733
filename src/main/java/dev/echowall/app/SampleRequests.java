package dev.echowall.app;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.List;

/** One request of each kind that clients make, to a server on this machine, as raw bytes. */
final class SampleRequests {
    static final String HOST = "127.0.0.1";

    private static final String CHANNEL = "echo:rehearsal";
    private static final String UPGRADE = """
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            """;

    private static final int STATUS_LINE = 12;

    private static final Buffer PUBLICATION =
            request("POST /publish/" + CHANNEL, "Content-Length: 9\r\n").appendString("rehearsal");
    private static final List<Buffer> SUBSCRIPTIONS = List.of(
            request("GET /ws/" + CHANNEL + "?after=:0", UPGRADE),
            request("GET /ws/" + CHANNEL + "?after=:0&format=json", UPGRADE),
            request("GET /sse/" + CHANNEL + "?after=:0", ""),
            request("GET /poll/" + CHANNEL + "?after=:0", ""));
    /** After this many publications a client subscribes, receives what there is, and disconnects. */
    private static final int PUBLICATIONS_PER_SUBSCRIPTION = 3;

    /** After this many publications each kind of subscription has been made and closed once. */
    static final int EACH_ONCE = PUBLICATIONS_PER_SUBSCRIPTION * SUBSCRIPTIONS.size();

    private final NetClient client;
    private final int port;

    SampleRequests(NetClient client, int port) {
        this.client = client;
        this.port = port;
    }

    /** Publishes this many times, to subscribers of each kind. Fails if the server refuses something. */
    Future<Void> run(int publications) {
        // The first subscriber of each kind stays, so that every publication is delivered to someone.
        return Future.join(SUBSCRIPTIONS.stream().map(this::ask).toList())
                .compose(subscribed -> client.connect(port, HOST))
                .compose(publisher -> publish(1, publications, publisher));
    }

    private Future<Void> publish(int number, int last, NetSocket publisher) {
        if (number > last) {
            return Future.succeededFuture();
        }
        Future<?> subscribed = number % PUBLICATIONS_PER_SUBSCRIPTION > 0
                ? Future.succeededFuture()
                : ask(SUBSCRIPTIONS.get(number / PUBLICATIONS_PER_SUBSCRIPTION % SUBSCRIPTIONS.size()))
                        .compose(NetSocket::close);
        return subscribed.compose(v -> ask(publisher, PUBLICATION)).compose(v -> publish(number + 1, last, publisher));
    }

    /** Fails if the response is a refusal. */
    Future<Void> get(String path) {
        return ask(request("GET " + path, "")).compose(NetSocket::close);
    }

    private Future<NetSocket> ask(Buffer request) {
        return client.connect(port, HOST).compose(socket -> ask(socket, request));
    }

    /** Completes with the first bytes of the response; fails if they are a refusal. */
    private static Future<NetSocket> ask(NetSocket socket, Buffer request) {
        Promise<NetSocket> answered = Promise.promise();
        socket.handler(bytes -> {
            if (answered.future().isComplete()) {
                return;
            }
            String line = bytes.getString(0, Math.min(bytes.length(), STATUS_LINE));
            if (line.startsWith("HTTP/1.1 200") || line.startsWith("HTTP/1.1 101")) {
                answered.complete(socket);
            } else {
                answered.fail("unexpected response: " + line);
            }
        });
        socket.closeHandler(v -> answered.tryFail("the connection was closed"));
        socket.write(request);
        return answered.future();
    }

    private static Buffer request(String line, String headers) {
        return Buffer.buffer(line + " HTTP/1.1\r\nHost: " + HOST + "\r\n" + headers + "\r\n");
    }
}
