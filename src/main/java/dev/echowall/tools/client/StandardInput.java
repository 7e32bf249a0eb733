package dev.echowall.tools.client;

import java.io.InputStream;

/**
 * The source of lines to send.
 *
 * @param isTerminal whether a person types them; then Ctrl-D closes the connection, while the end of a pipe does not
 */
record StandardInput(InputStream stream, boolean isTerminal) {}
