/** {@code echowall publish}: lines become publications. */
@NullMarked
package dev.echowall.tools.publish;

import org.jspecify.annotations.NullMarked;
