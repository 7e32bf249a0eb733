package dev.echowall.config;

/** A configuration that is wrong. The message is one line: file or variable, key, what is wrong, what is allowed. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String line) {
        super(line);
    }
}
