package dev.echowall.server;

import com.sun.net.httpserver.HttpExchange;
import dev.echowall.testing.HookServer;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** An instance whose application decides: it is asked over HTTP, and what it says happens. */
abstract class HookedInstance {
    static final String OK = "{\"result\":{}}";

    static HookServer application;
    static TestNode node;

    final String channel = "chat:" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        application = new HookServer();
        application.answers("/connect", HookedInstance::connect);
        application.answers("/subscribe", HookedInstance::say);
        application.answers("/publish", HookedInstance::say);
        application.answers("/rpc", HookedInstance::say);
        application.answers("/down", 500, "");
        node = TestNode.start("""
                auth: { connect-url: "%1$s", hmac-secret: "%2$s", anonymous: false, personal-channel: true }
                hooks: { rpc-url: "%3$s", timeout: 4s }
                channels:
                  chat: { subscribe-url: "%4$s", publish-url: "%5$s", history-size: 100 }
                  down: { subscribe-url: "%6$s", publish-url: "%6$s" }
                  open: { publish: anyone, subscribe: anyone }
                """.formatted(
                        application.url("/connect"),
                        Tokens.SECRET,
                        application.url("/rpc"),
                        application.url("/subscribe"),
                        application.url("/publish"),
                        application.url("/down")));
    }

    @AfterAll
    static void stop() {
        node.close();
        application.close();
    }

    /* The client's data says what is to be answered, or else its cookie says who it is. */
    private static void connect(HttpExchange exchange, JsonObject question) throws IOException {
        if (question.containsKey("data")) {
            say(exchange, question);
            return;
        }
        String cookie = exchange.getRequestHeaders().getFirst("Cookie");
        String user = cookie == null ? "" : cookie.replace("user=", "");
        HookServer.send(exchange, 200, "{\"result\":{\"user\":\"" + user + "\"}}");
    }

    static void say(HttpExchange exchange, JsonObject question) throws IOException {
        Object data = question.getValue("data");
        String answer = data instanceof JsonObject object ? object.getString("answer") : null;
        HookServer.send(exchange, 200, answer == null ? OK : answer);
    }
}
