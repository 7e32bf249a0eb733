package dev.echowall.hook;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the application is asked.
 *
 * @param connect about clients that bring no token; null for nowhere
 * @param rpc by clients that call a procedure
 * @param subscribe about subscriptions, by the label of the channel's namespace
 * @param publish likewise about publications
 * @param timeout for one question and its answer
 * @param headers of the client's request that are passed on
 * @param underWay the most questions of this instance at a time
 * @param answerBytes the most bytes of an answer
 */
public record HookOptions(
        @Nullable URI connect,
        @Nullable URI rpc,
        Map<String, URI> subscribe,
        Map<String, URI> publish,
        Duration timeout,
        List<String> headers,
        int underWay,
        int answerBytes) {
    public HookOptions {
        subscribe = Map.copyOf(subscribe);
        publish = Map.copyOf(publish);
        headers = List.copyOf(headers);
    }

    /** Whether there is anything to ask. */
    boolean isEmpty() {
        return connect == null && rpc == null && subscribe.isEmpty() && publish.isEmpty();
    }
}
