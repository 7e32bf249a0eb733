/** Request heads, body lengths, and the WebSocket handshake. */
@NullMarked
package dev.echowall.protocol.http;

import org.jspecify.annotations.NullMarked;
