package dev.echowall.config;

/**
 * The identity of this instance.
 *
 * @param name for logs, metrics and the page; never empty
 */
public record NodeConfig(String name) {}
