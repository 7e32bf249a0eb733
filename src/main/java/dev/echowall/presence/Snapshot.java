package dev.echowall.presence;

import dev.echowall.channel.ClientInfo;
import java.util.List;

/**
 * Who is in a channel, or a page of it.
 *
 * @param version the last change that it includes; later ones have higher numbers
 * @param clients by the ids of their connections, as many as were asked for
 * @param connections how many clients are in the channel
 * @param users how many different users; all anonymous ones are one
 * @param more whether there are further clients after the last one of this page
 */
public record Snapshot(long version, List<ClientInfo> clients, int connections, int users, boolean more) {}
