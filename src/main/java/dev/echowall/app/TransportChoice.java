package dev.echowall.app;

import dev.echowall.config.ConfigException;
import dev.echowall.config.ServerConfig.NativeTransport;
import io.vertx.core.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The implementation of sockets.
 *
 * @param name its name in the configuration
 * @param transport Vert.x's transport
 * @param why the reason for not using a better one; null if it is the best or was configured
 */
record TransportChoice(
        String name, Transport transport, @Nullable String why) {
    /** Without io_uring, which is used only if configured: docs/decisions/0010. */
    private static final List<NativeTransport> BEST_FIRST = List.of(NativeTransport.EPOLL);

    /** The fault of each, determined once, because a trial takes a moment and its result does not change. */
    private static final Map<NativeTransport, Optional<String>> FAULTS = new ConcurrentHashMap<>();

    /**
     * Tries the transports that may be used, for at most {@link TransportTrial#PATIENCE}.
     *
     * @throws ConfigException if the configured transport is not available
     */
    static TransportChoice choose(NativeTransport wanted) {
        return wanted == NativeTransport.AUTO ? best() : named(wanted);
    }

    private static TransportChoice best() {
        List<String> faults = new ArrayList<>();
        for (NativeTransport each : BEST_FIRST) {
            String fault = fault(each);
            if (fault == null) {
                return of(each, faults);
            }
            faults.add("not " + name(each) + ": " + fault);
        }
        return of(NativeTransport.NIO, faults);
    }

    private static TransportChoice named(NativeTransport wanted) {
        String fault = fault(wanted);
        if (fault != null) {
            throw new ConfigException("server.native-transport: " + name(wanted) + " is not available on this machine ("
                    + fault + "), allowed is auto, or nio");
        }
        return of(wanted, List.of());
    }

    private static TransportChoice of(NativeTransport which, List<String> faults) {
        return new TransportChoice(name(which), vertx(which), faults.isEmpty() ? null : String.join("; ", faults));
    }

    /** Why it cannot be used; null if it can. */
    private static @Nullable String fault(NativeTransport which) {
        if (which == NativeTransport.NIO) {
            return null; // NIO is part of Java
        }
        return FAULTS.computeIfAbsent(which, first -> Optional.ofNullable(tried(vertx(which))))
                .orElse(null);
    }

    private static @Nullable String tried(@Nullable Transport transport) {
        if (transport == null) {
            return "its library is missing";
        }
        if (!transport.available()) {
            Throwable cause = transport.unavailabilityCause();
            return cause == null ? "no reason is given" : String.valueOf(cause.getMessage());
        }
        return new TransportTrial(transport.implementation(), TransportTrial.PATIENCE).fault();
    }

    private static Transport vertx(NativeTransport which) {
        return switch (which) {
            case IO_URING -> LargeRingIoUring.transport();
            case EPOLL -> Transport.EPOLL;
            case AUTO, NIO -> Transport.NIO;
        };
    }

    private static String name(NativeTransport which) {
        return which.name().toLowerCase(Locale.ROOT);
    }
}
