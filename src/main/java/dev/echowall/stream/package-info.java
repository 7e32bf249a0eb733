/** A channel's bounded history, as a plain data structure. */
@NullMarked
package dev.echowall.stream;

import org.jspecify.annotations.NullMarked;
