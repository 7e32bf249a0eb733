package dev.echowall.server.api;

import dev.echowall.node.ClusterClients;
import dev.echowall.node.Node;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.plain.JsonFields;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** All methods of the server API by name. Confined to the event loop of the management port. */
public final class ApiMethods {
    public static final String BATCH = "batch";
    public static final String BROADCAST = "broadcast";

    private final Map<String, ApiMethod> methods = new LinkedHashMap<>();

    public ApiMethods(Node node, ClusterClients clients, ApiLimits limits) {
        PublishMethods publishing = new PublishMethods(node, limits);
        HistoryMethods history = new HistoryMethods(node);
        methods.put("publish", publishing::publish);
        methods.put(BROADCAST, publishing::broadcast);
        methods.put("history", history::history);
        methods.put("history_remove", history::remove);
        SessionMethods sessions = new SessionMethods(clients);
        methods.put("subscribe", sessions::subscribe);
        methods.put("unsubscribe", sessions::unsubscribe);
        methods.put("disconnect", sessions::disconnect);
        methods.put("refresh", sessions::refresh);
        ClusterMethods cluster = new ClusterMethods(clients);
        methods.put("channels", cluster::channels);
        methods.put("info", cluster::info);
        PresenceMethods presence = new PresenceMethods(node);
        methods.put("presence", presence::list);
        methods.put("presence_stats", presence::count);
        BatchMethod batch = new BatchMethod(Map.copyOf(methods), limits);
        methods.put(BATCH, batch::execute);
    }

    public Set<String> names() {
        return methods.keySet();
    }

    /**
     * Executes a request.
     *
     * @return the result, a JSON object; fails with an exception for {@link ApiFailure}
     */
    public Future<byte[]> execute(String method, JsonFields request) {
        ApiMethod found = methods.get(method);
        if (found == null) {
            return Future.failedFuture(new Refusal(ErrorCode.NOT_FOUND, "there is no method " + method));
        }
        try {
            return found.execute(request);
        } catch (RuntimeException failed) {
            return Future.failedFuture(failed);
        }
    }
}
