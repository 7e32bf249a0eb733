package dev.echowall.config;

import java.util.List;

/**
 * A configuration that is wrong. The message is a line for each fault: file or variable, key, what is wrong, what is
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

    /** One for each fault. */
    public List<String> lines() {
        return String.valueOf(getMessage()).lines().toList();
    }
}
