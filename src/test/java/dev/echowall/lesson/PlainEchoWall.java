package dev.echowall.lesson;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;

/** An echo wall and a clock on one event loop: all that one instance needs, and nothing that several need. */
public final class PlainEchoWall extends VerticleBase {
    private final Set<ServerWebSocket> open = new HashSet<>();
    private int port;

    public PlainEchoWall(int port) {
        this.port = port;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(1000, id -> sayToAll(beijingTime()));
        return vertx.createHttpServer()
                .requestHandler(this::route)
                .listen(port, "127.0.0.1")
                .onSuccess(server -> port = server.actualPort());
    }

    int port() {
        return port;
    }

    private void route(HttpServerRequest request) {
        switch (request.path()) {
            case "/" -> request.response().end("The wall is at /ws.\n");
            case "/ws" -> request.toWebSocket().onSuccess(this::opened);
            default -> request.response().setStatusCode(404).end();
        }
    }

    private void opened(ServerWebSocket socket) {
        open.add(socket);
        socket.textMessageHandler(this::sayToAll);
        socket.closeHandler(gone -> open.remove(socket));
    }

    private void sayToAll(String text) {
        open.forEach(socket -> socket.writeTextMessage(text));
    }

    private static String beijingTime() {
        ZonedDateTime now = ZonedDateTime.now(ZoneId.of("Asia/Shanghai")).truncatedTo(ChronoUnit.SECONDS);
        return now.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    public static void main(String[] args) {
        int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
        Vertx.vertx().deployVerticle(new PlainEchoWall(port)).await();
    }
}
