package dev.echowall.hook;

import dev.echowall.channel.Payload;
import dev.echowall.identity.Identity;
import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.plain.JsonFields;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that the application is asked. Nothing here decides when: {@code Node} does. From any thread; futures complete on the caller's
 * context and fail with a {@link dev.echowall.protocol.Refusal}.
 */
public final class Hooks {
    /** Nothing is asked. */
    public static final Hooks NONE = new Hooks(List.of());

    /** Shorter than any server's: one that closes an idle connection just when it is used would fail a question. */
    private static final int IDLE_SECONDS = 4;

    /** That say a client's address; they get what this instance knows, not what the client claims. */
    private static final List<String> ADDRESSES = List.of("X-Real-IP", "X-Forwarded-For");

    private final List<String> headers;
    private final Map<String, Hook> subscribe = new HashMap<>();
    private final Map<String, Hook> publish = new HashMap<>();
    private @Nullable Hook connect;
    private @Nullable Hook rpc;

    private Hooks(List<String> headers) {
        this.headers = headers;
    }

    /** The HTTP client is closed with Vert.x. */
    public static Hooks of(HookOptions options, Vertx vertx, Metrics metrics) {
        if (options.isEmpty()) {
            return NONE;
        }
        Hooks hooks = new Hooks(options.headers());
        UnderWay underWay = new UnderWay(options.underWay());
        metrics.gauge("echowall.hooks.pending", "Questions to the application under way", underWay::now);
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout((int) options.timeout().toMillis())
                        .setKeepAliveTimeout(IDLE_SECONDS),
                new PoolOptions().setHttp1MaxSize(options.underWay()));
        Made made = (key, event, url) -> new Hook(
                key, event, sender(options, vertx, client, url), new Circuit(System::nanoTime), underWay, metrics);
        if (options.connect() != null) {
            hooks.connect = made.hook("auth.connect-url", "connect", options.connect());
        }
        if (options.rpc() != null) {
            hooks.rpc = made.hook("hooks.rpc-url", "rpc", options.rpc());
        }
        options.subscribe()
                .forEach((namespace, url) -> hooks.subscribe.put(
                        namespace, made.hook("channels." + namespace + ".subscribe-url", "subscribe", url)));
        options.publish()
                .forEach((namespace, url) -> hooks.publish.put(
                        namespace, made.hook("channels." + namespace + ".publish-url", "publish", url)));
        return hooks;
    }

    private interface Made {
        Hook hook(String key, String event, URI url);
    }

    private static Hook.Sender sender(HookOptions options, Vertx vertx, HttpClient client, URI url) {
        long timeout = options.timeout().toMillis();
        return question -> {
            RequestOptions to = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setAbsoluteURI(url.toString())
                    .setFollowRedirects(false);
            for (Map.Entry<String, String> header : question.from().headers()) {
                to.addHeader(header.getKey(), header.getValue());
            }
            to.putHeader("Content-Type", "application/json").putHeader("Accept", "application/json");
            return HookRequest.send(vertx, client, to, question.bytes(), timeout, options.answerBytes());
        };
    }

    /**
     * Those headers of a client's request that are passed on.
     *
     * @param address of the client, as far as it can be trusted
     */
    public List<Map.Entry<String, String>> headers(MultiMap request, String address) {
        List<Map.Entry<String, String>> chosen = new ArrayList<>();
        for (String name : headers) {
            if (ADDRESSES.stream().anyMatch(name::equalsIgnoreCase)) {
                chosen.add(Map.entry(name, address));
            } else {
                request.getAll(name).forEach(value -> chosen.add(Map.entry(name, value)));
            }
        }
        return chosen;
    }

    /** Whether anything is asked at all, so that a connection has to keep what the application is told about it. */
    public boolean any() {
        return connect != null || rpc != null || !subscribe.isEmpty() || !publish.isEmpty();
    }

    /** Whether the application says who clients without tokens are. */
    public boolean connects() {
        return connect != null;
    }

    /** Whether the application answers calls. */
    public boolean answersRpc() {
        return rpc != null;
    }

    /** Who a client without a token is. */
    public Future<ConnectAnswer> connect(Requester from, ConnectEvent event) {
        return Objects.requireNonNull(connect, "connect").ask(HookQuestion.connect(from, event), ConnectAnswer::read);
    }

    /** Whether a client may subscribe; {@code namespace} is a label with an address. */
    public Future<SubscribeAnswer> subscribe(
            String namespace, Requester from, Identity who, String channel, @Nullable Payload data) {
        return Objects.requireNonNull(subscribe.get(namespace), namespace)
                .ask(HookQuestion.subscribe(from, who.user(), channel, data), SubscribeAnswer::read);
    }

    /** Whether a client may publish, and what; likewise. */
    public Future<PublishAnswer> publish(String namespace, Requester from, Identity who, String channel, Payload data) {
        return Objects.requireNonNull(publish.get(namespace), namespace)
                .ask(HookQuestion.publish(from, who.user(), channel, data), PublishAnswer::read);
    }

    /** What a call returns; null for nothing. */
    public Future<@Nullable Payload> rpc(Requester from, Identity who, String method, @Nullable Payload data) {
        return Objects.requireNonNull(rpc, "rpc")
                .ask(HookQuestion.rpc(from, who.user(), method, data), JsonFields::payload);
    }
}
