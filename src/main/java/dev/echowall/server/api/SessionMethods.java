package dev.echowall.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.node.ClusterClients;
import dev.echowall.node.SessionCommand;
import dev.echowall.protocol.centrifugal.DisconnectCode;
import dev.echowall.protocol.plain.JsonFields;
import io.vertx.core.Future;
import java.util.List;

/** What concerns the sessions of a user, on all instances. The result says how many were concerned. */
final class SessionMethods {
    /** Of Centrifugo's PRO version, or of what there is no equivalent here. */
    private static final List<String> UNSUPPORTED = List.of("session", "label_filter", "all_users", "override");

    /** The range of close codes that an application may use; 3000 closes without a close frame. */
    private static final int MIN_CODE = 3000;

    private static final int MAX_CODE = 4999;

    /** RFC 6455 section 5.5: a close frame has 125 bytes, with the code. */
    private static final int MAX_REASON = 123;

    private final ClusterClients clients;

    SessionMethods(ClusterClients clients) {
        this.clients = clients;
    }

    Future<byte[]> disconnect(JsonFields request) {
        String user = user(request);
        JsonFields disconnect = request.object("disconnect");
        int code = disconnect == null ? DisconnectCode.FORCE_DISCONNECT.code() : code(disconnect.whole("code"));
        String reason =
                disconnect == null ? DisconnectCode.FORCE_DISCONNECT.reason() : reason(disconnect.text("reason"));
        return run(
                new SessionCommand.Disconnect(user, request.text("client"), code, reason, request.texts("whitelist")));
    }

    private static int code(long code) {
        if (code < MIN_CODE || code > MAX_CODE) {
            throw new IllegalArgumentException("a disconnect's code is from " + MIN_CODE + " to " + MAX_CODE);
        }
        return (int) code;
    }

    private static String reason(String reason) {
        if (reason.getBytes(UTF_8).length > MAX_REASON || reason.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a disconnect's reason has at most " + MAX_REASON + " bytes and no control characters");
        }
        return reason;
    }

    Future<byte[]> unsubscribe(JsonFields request) {
        String channel = request.text("channel");
        return run(new SessionCommand.Unsubscribe(
                user(request),
                request.text("client"),
                channel.isEmpty() ? "" : ChannelName.of(channel).value()));
    }

    Future<byte[]> subscribe(JsonFields request) {
        JsonFields since = request.object("recover_since");
        return run(new SessionCommand.Subscribe(
                user(request),
                request.text("client"),
                request.channel(),
                request.json("info"),
                request.payload(),
                time(request.whole("expire_at")),
                since == null ? null : new Position(since.text("epoch"), since.whole("offset"))));
    }

    Future<byte[]> refresh(JsonFields request) {
        return run(new SessionCommand.Refresh(
                user(request),
                request.text("client"),
                request.flag("expired"),
                time(request.whole("expire_at")),
                request.json("info")));
    }

    private static long time(long seconds) {
        if (seconds < 0 || seconds > Integer.MAX_VALUE * 1_000L) {
            throw new IllegalArgumentException("\"expire_at\" is in seconds since 1970");
        }
        return seconds;
    }

    private static String user(JsonFields request) {
        for (String each : request.names()) {
            if (UNSUPPORTED.contains(each) && !request.isEmpty(each)) {
                throw new IllegalArgumentException("\"" + each + "\" is not supported");
            }
        }
        String user = request.text("user");
        if (user.isEmpty()) {
            throw new IllegalArgumentException(
                    "\"user\" is missing: sessions of anonymous clients cannot be addressed");
        }
        return user;
    }

    private Future<byte[]> run(SessionCommand command) {
        return clients.run(command)
                .map(sessions -> ResultWriter.object(out -> out.writeNumberField("sessions", sessions)));
    }
}
