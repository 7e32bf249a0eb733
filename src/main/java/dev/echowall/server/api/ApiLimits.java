package dev.echowall.server.api;

/**
 * Limits to single requests to the server API.
 *
 * @param channels the most channels of one broadcast, or of all broadcasts of one batch
 * @param commands the most commands of one batch
 * @param batchBytes the most bytes of a batch; no history is read for it once its replies have as many
 */
public record ApiLimits(int channels, int commands, int batchBytes) {}
