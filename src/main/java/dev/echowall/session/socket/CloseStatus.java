package dev.echowall.session.socket;

/**
 * The content of a close frame.
 *
 * @param code RFC 6455 section 7.4
 * @param reason at most 123 bytes of UTF-8; longer ones are truncated
 */
public record CloseStatus(int code, String reason) {}
