package dev.echowall.config;

import java.time.Duration;

/**
 * The way out.
 *
 * @param timeout for sessions to go, and for what was accepted to be delivered, before the process ends
 */
public record DrainConfig(Duration timeout) {}
