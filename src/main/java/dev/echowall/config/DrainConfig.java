package dev.echowall.config;

import java.time.Duration;

/**
 * How an instance stops.
 *
 * @param timeout for closing sessions and delivering what was accepted, before the process ends
 */
public record DrainConfig(Duration timeout) {}
