package dev.echowall.config;

/**
 * Who this instance is.
 *
 * @param name for logs, metrics and the page; never empty
 */
public record NodeConfig(String name) {}
