package dev.echowall.app;

import dev.echowall.app.ServerConfig.NativeTransport;
import io.vertx.core.transport.Transport;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What moves the bytes.
 *
 * @param name as it stands in the configuration
 * @param transport Vert.x's
 * @param why not the better one; null when it is the best
 */
record Transports(
        String name, Transport transport, @Nullable String why) {
    /**
     * @throws ConfigException when one that is asked for by name is not to be had
     */
    static Transports choose(NativeTransport wanted) {
        if (wanted == NativeTransport.NIO) {
            return new Transports("nio", Transport.NIO, null);
        }
        if (wanted == NativeTransport.AUTO) {
            return usable(Transport.EPOLL)
                    ? new Transports("epoll", Transport.EPOLL, null)
                    : new Transports("nio", Transport.NIO, "epoll is not available: " + reason(Transport.EPOLL));
        }
        Transport transport = wanted == NativeTransport.EPOLL ? Transport.EPOLL : Transport.IO_URING;
        String name = wanted.name().toLowerCase(Locale.ROOT);
        if (!usable(transport)) {
            throw new ConfigException("server.native-transport: " + name + " is not available on this machine ("
                    + reason(transport) + "), allowed is auto, or nio");
        }
        return new Transports(name, transport, null);
    }

    private static boolean usable(@Nullable Transport transport) {
        return transport != null && transport.available();
    }

    private static String reason(@Nullable Transport transport) {
        Throwable cause = transport == null ? null : transport.unavailabilityCause();
        return cause == null ? "its library is missing" : String.valueOf(cause.getMessage());
    }
}
