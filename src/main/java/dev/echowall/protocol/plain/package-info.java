/** What plain clients send and get: bare, wrapped in JSON, and as Server-Sent Events. */
@NullMarked
package dev.echowall.protocol.plain;

import org.jspecify.annotations.NullMarked;
