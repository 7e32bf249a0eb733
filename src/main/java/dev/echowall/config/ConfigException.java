package dev.echowall.config;

import java.util.List;

/**
 * An invalid configuration. The message has one line for each error: file or variable, key, what is wrong, what is
 * allowed.
 */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String line) {
        super(line);
    }

    public ConfigException(List<String> lines) {
        super(String.join("\n", lines));
    }

    /** One line for each error. */
    public List<String> lines() {
        return String.valueOf(getMessage()).lines().toList();
    }
}
