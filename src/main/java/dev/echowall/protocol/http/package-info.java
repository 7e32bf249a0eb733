/** What stands in a request before it is one of ours: its head, its body's length, and the WebSocket handshake. */
@NullMarked
package dev.echowall.protocol.http;

import org.jspecify.annotations.NullMarked;
