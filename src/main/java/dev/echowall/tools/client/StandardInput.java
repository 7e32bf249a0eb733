package dev.echowall.tools.client;

import java.io.InputStream;

/**
 * Where lines to send come from.
 *
 * @param isTerminal whether a person types them, whose Ctrl-D means goodbye; a pipe that ends has only said its part
 */
record StandardInput(InputStream stream, boolean isTerminal) {}
