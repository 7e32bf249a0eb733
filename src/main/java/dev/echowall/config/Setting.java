package dev.echowall.config;

import java.util.Locale;

/** One key of the configuration: its path and the type of its value. */
record Setting<T>(String path, ValueType<T> type) {
    static final String VARIABLES = "ECHOWALL_";

    /** The environment variable for this path: {@code server.bus-port} is {@code ECHOWALL_SERVER_BUS_PORT}. */
    static String variable(String path) {
        return VARIABLES + path.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** This option of a namespace, as a key of its own. */
    Setting<T> of(String namespace) {
        return new Setting<>(Settings.CHANNELS + "." + namespace + "." + path, type);
    }
}
