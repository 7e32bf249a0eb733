package dev.echowall.presence;

import dev.echowall.channel.ClientInfo;

/**
 * What the subscribers of a channel are told.
 *
 * @param join whether the client has come, otherwise it has gone
 */
public record PresenceEvent(boolean join, ClientInfo client) {}
