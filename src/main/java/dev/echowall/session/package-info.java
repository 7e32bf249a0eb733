/** One connected client; here what all kinds of them share: rates, limits, and what waits for their sockets. */
@NullMarked
package dev.echowall.session;

import org.jspecify.annotations.NullMarked;
