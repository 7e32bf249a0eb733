package dev.echowall.session.socket;

/**
 * What a close frame says.
 *
 * @param code RFC 6455 section 7.4
 * @param reason 123 bytes of UTF-8 at most; longer ones are cut
 */
public record CloseStatus(int code, String reason) {}
