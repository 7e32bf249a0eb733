/** {@code echowall publish}: publishes lines. */
@NullMarked
package dev.echowall.tools.publish;

import org.jspecify.annotations.NullMarked;
