package dev.echowall.config;

import java.time.Duration;
import java.time.ZoneId;

/**
 * The ticks of the channel {@code time}.
 *
 * @param zone the time zone that they are written in
 * @param interval between two ticks, 10 ms to 1 h
 */
public record TimeConfig(ZoneId zone, Duration interval) {}
