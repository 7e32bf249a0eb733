/** {@code echowall client}: a WebSocket client for the command line. */
@NullMarked
package dev.echowall.tools.client;

import org.jspecify.annotations.NullMarked;
