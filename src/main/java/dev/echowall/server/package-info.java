/** Verticles and routes: lifecycle and paths, no decisions. */
@NullMarked
package dev.echowall.server;

import org.jspecify.annotations.NullMarked;
