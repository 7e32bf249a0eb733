/** Frames, compression and close codes: RFC 6455 and RFC 7692. */
@NullMarked
package dev.echowall.protocol.websocket;

import org.jspecify.annotations.NullMarked;
