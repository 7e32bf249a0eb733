/** The formats of plain clients: bare, JSON, and Server-Sent Events. */
@NullMarked
package dev.echowall.protocol.plain;

import org.jspecify.annotations.NullMarked;
