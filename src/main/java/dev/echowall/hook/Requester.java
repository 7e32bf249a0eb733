package dev.echowall.hook;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection that a question to the application is about, as the application is told. Confined to its event loop.
 *
 * <p>Its publications and calls are asked about one after the other, so that they take effect in the order in which the client sent them,
 * and no client takes up more than its share of what may be under way.
 */
public final class Requester {
    /** Where nothing is asked. */
    public static final Requester NONE = new Requester("", "", "", List.of());

    private final String client;
    private final String transport;
    private final String protocol;
    private final List<Map.Entry<String, String>> headers;
    /** The question that the next one waits for; null before the first. */
    private @Nullable Future<?> last;

    /**
     * @param client the id of the connection; empty if it has none
     * @param headers as {@link Hooks#headers} chose them from the request that began the connection
     */
    public Requester(String client, String transport, String protocol, List<Map.Entry<String, String>> headers) {
        this.client = client;
        this.transport = transport;
        this.protocol = protocol;
        this.headers = List.copyOf(headers);
    }

    String client() {
        return client;
    }

    String transport() {
        return transport;
    }

    String protocol() {
        return protocol;
    }

    List<Map.Entry<String, String>> headers() {
        return headers;
    }

    /** Asks when what was asked before has been answered. Waiting questions are bounded by what a session has in progress. */
    public <T> Future<T> inTurn(Supplier<Future<T>> question) {
        Future<?> before = last;
        Future<T> asked =
                before == null || before.isComplete() ? question.get() : before.transform(answer -> question.get());
        // Not the future itself, which would keep what was asked and answered for as long as the connection is open.
        Promise<Void> answered = Promise.promise();
        asked.onComplete(answer -> answered.complete());
        last = answered.future();
        return asked;
    }
}
