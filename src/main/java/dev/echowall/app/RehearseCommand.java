package dev.echowall.app;

import dev.echowall.config.Config;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/**
 * An instance that is alone, serves one of each kind of request, and ends: so that a JVM which writes down the classes it
 * has loaded ({@code bin/echowall prepare}) has loaded what {@code serve} will.
 */
@Command(name = "rehearse", hidden = true, description = "Start, serve one of each kind of request, and end.")
final class RehearseCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String CHANNEL = "echo:rehearsal";

    @Override
    public Integer call() throws Exception {
        Config config = config();
        await(Rehearsal.hold(config).toCompletionStage());
        Instance instance = await(Instance.start(config).toCompletionStage());
        serve(instance);
        await(instance.stop("the rehearsal is over").toCompletionStage());
        return 0;
    }

    private static Config config() throws IOException {
        return Config.load(
                        null,
                        Map.of(
                                "ECHOWALL_SERVER_HOST",
                                "127.0.0.1",
                                "ECHOWALL_SERVER_PORT",
                                "0",
                                "ECHOWALL_MANAGEMENT_PORT",
                                "0",
                                "ECHOWALL_CLUSTER_NAME",
                                "rehearsal-" + UUID.randomUUID(),
                                "ECHOWALL_CLUSTER_PORT",
                                "0",
                                "ECHOWALL_CLUSTER_BUS_PORT",
                                "0"))
                .config();
    }

    private static void serve(Instance instance) throws Exception {
        String site = "127.0.0.1:" + instance.port();
        String management = "http://127.0.0.1:" + instance.managementPort();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        FirstMessages heard = new FirstMessages(2);
        WebSocket socket =
                await(client.newWebSocketBuilder().buildAsync(URI.create("ws://" + site + "/ws/" + CHANNEL), heard));
        await(socket.sendText("one", true));
        get(client, "http://" + site + "/");
        await(client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://" + site + "/publish/" + CHANNEL))
                        .POST(BodyPublishers.ofString("two"))
                        .build(),
                BodyHandlers.discarding()));
        heard.await();
        get(client, "http://" + site + "/poll/" + CHANNEL + "?after=:0");
        get(client, management + "/health/ready");
        get(client, management + "/metrics");
        events(client, "http://" + site + "/sse/" + CHANNEL + "?after=:0");
        await(socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
    }

    private static void get(HttpClient client, String url) throws Exception {
        await(client.sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding()));
    }

    /* Its first bytes are enough; it would go on for ever. */
    private static void events(HttpClient client, String url) throws Exception {
        try (var body = await(
                        client.sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofInputStream()))
                .body()) {
            body.read();
        }
    }

    private static <T> T await(CompletionStage<T> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Counts what comes. */
    private static final class FirstMessages implements WebSocket.Listener {
        private final CountDownLatch awaited;

        FirstMessages(int count) {
            awaited = new CountDownLatch(count);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            awaited.countDown();
            socket.request(1);
            return null;
        }

        void await() throws InterruptedException, TimeoutException {
            if (!awaited.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException("what was said was not heard");
            }
        }
    }
}
