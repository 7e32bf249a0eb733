/** A channel's bounded past, as a plain data structure. */
@NullMarked
package dev.echowall.stream;

import org.jspecify.annotations.NullMarked;
