package dev.echowall.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;

/** The name of this machine or container, used if the node has no configured name. */
final class HostName {
    private HostName() {}

    /** Consists of letters, digits, {@code . _ -}; {@code localhost} if it is unknown. May use a name server. */
    static String of(Map<String, String> environment) {
        String told = environment.getOrDefault("HOSTNAME", "");
        String name = (told.isBlank() ? asked() : told.strip()).replaceAll("[^A-Za-z0-9._-]", "-");
        return name.substring(0, Math.min(name.length(), 255));
    }

    private static String asked() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
