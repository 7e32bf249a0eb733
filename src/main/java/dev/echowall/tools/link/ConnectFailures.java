package dev.echowall.tools.link;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a connection could not be made, in words for the user. */
public final class ConnectFailures {
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(1);
    private static final int SHOWN_BODY = 200;

    private ConnectFailures() {}

    public static ConnectionEnd ending(Throwable cause, Target target, Duration limit) {
        return cause instanceof UpgradeRejectedException rejected
                ? refused(rejected)
                : new ConnectionEnd.Unreachable("cannot connect to " + target + ": " + why(cause, target, limit));
    }

    public static String why(Throwable cause, Target target, Duration limit) {
        if (has(ConnectTimeoutException.class, cause) || has(HttpTimeoutException.class, cause)) {
            return "no answer within " + limit.toSeconds() + " s";
        }
        if (has(UnknownHostException.class, cause) || has(UnresolvedAddressException.class, cause)) {
            return "no such host";
        }
        // The JDK's client says nothing but the exception's type.
        if (cause instanceof ConnectException
                && (cause.getMessage() == null || cause.getMessage().contains("Connection refused"))) {
            return "connection refused"
                    + (target.isThisMachine() ? " (is the server running? bin/demo starts one)" : "");
        }
        if (cause instanceof SSLException) {
            return "TLS: " + message(cause) + (target.tls() ? " (--no-check accepts any certificate)" : "");
        }
        return message(cause);
    }

    /** A response with this status, with its message. */
    public static ConnectionEnd.Refused refused(int status) {
        return new ConnectionEnd.Refused(
                status, HttpResponseStatus.valueOf(status).reasonPhrase(), Duration.ZERO);
    }

    private static boolean has(Class<? extends Throwable> type, Throwable cause) {
        // Causes may form a cycle.
        Throwable each = cause;
        for (int depth = 0; each != null && depth < 10; depth++) {
            if (type.isInstance(each)) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }

    private static String message(Throwable cause) {
        if (cause instanceof ClosedChannelException) {
            return "the connection was closed";
        }
        String message = cause.getMessage();
        return message == null ? "it failed (" + cause.getClass().getSimpleName() + ")" : message;
    }

    private static ConnectionEnd refused(UpgradeRejectedException rejected) {
        int status = rejected.getStatus();
        String said = said(rejected.getBody());
        String location = rejected.getHeaders().get("Location");
        if (said.isEmpty()) {
            said = HttpResponseStatus.valueOf(status).reasonPhrase();
        }
        if (status / 100 == 3 && location != null) {
            said = said + ", to " + location;
        }
        return new ConnectionEnd.Refused(
                status, said, retryAfter(rejected.getHeaders().get("Retry-After")));
    }

    /** The message of Echowall's error object, or the first line of anything that is not a web page. */
    private static String said(@Nullable Buffer body) {
        if (body == null) {
            return "";
        }
        String text = body.toString().strip();
        if (text.startsWith("<")) {
            return "";
        }
        try {
            JsonObject error = new JsonObject(text).getJsonObject("error");
            String message = error == null ? null : error.getString("message");
            if (message != null) {
                return message;
            }
        } catch (DecodeException | ClassCastException e) {
            // Another server's error format: use the text itself.
        }
        String line = text.lines().findFirst().orElse("");
        return line.length() > SHOWN_BODY ? line.substring(0, SHOWN_BODY) + "…" : line;
    }

    private static Duration retryAfter(@Nullable String seconds) {
        if (seconds == null || !seconds.matches("[0-9]{1,9}")) {
            return Duration.ZERO;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
        return asked.compareTo(LONGEST_RETRY_AFTER) < 0 ? asked : LONGEST_RETRY_AFTER;
    }
}
