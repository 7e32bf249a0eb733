/** Verticles and routes: lifecycle and addresses, no decisions. */
@NullMarked
package dev.echowall.server;

import org.jspecify.annotations.NullMarked;
