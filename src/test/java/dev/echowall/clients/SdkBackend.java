package dev.echowall.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RequiredTool;
import dev.echowall.testing.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The site of somebody who uses Echowall: gives tokens to user 42 ({@code /token}) and to nobody ({@code /refused}), and has
 * pages with npm's centrifuge and the snippet of docs/clients.md.
 */
final class SdkBackend implements AutoCloseable {
    private static final Path SDK = NodeProcess.HOME.resolve("node_modules/centrifuge/dist");
    private static final Path SNIPPET = NodeProcess.HOME.resolve("src/test/clients/centrifuge_browser.js");

    private final HttpServer server;

    private SdkBackend(HttpServer server) {
        this.server = server;
    }

    static SdkBackend start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/token", exchange -> answer(exchange, 200, "text/plain", Tokens.of("42")));
            server.createContext("/refused", exchange -> answer(exchange, 401, "text/plain", "who are you?"));
            server.createContext("/page/", exchange -> {
                String script = exchange.getRequestURI().getPath().substring("/page/".length());
                answer(exchange, 200, "text/html", """
                        <!doctype html><meta charset="utf-8"><title>A site</title><link rel="icon" href="data:,">
                        <script src="/sdk/%s"></script><script src="/snippet.js"></script>
                        """.formatted(script));
            });
            server.createContext("/sdk/", exchange -> {
                String script = exchange.getRequestURI().getPath().substring("/sdk/".length());
                answer(exchange, 200, "text/javascript", Files.readString(SDK.resolve(script)));
            });
            server.createContext(
                    "/snippet.js", exchange -> answer(exchange, 200, "text/javascript", Files.readString(SNIPPET)));
            server.start();
            return new SdkBackend(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** The address of a page that has loaded this file of npm's centrifuge; skips the test when it is not there. */
    String page(String script) {
        if (!Files.isReadable(SDK.resolve(script))) {
            throw RequiredTool.missing("npm's centrifuge is not installed in node_modules");
        }
        return url("/page/" + script);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
