/** The use cases of one process, and its drain. */
@NullMarked
package dev.echowall.node;

import org.jspecify.annotations.NullMarked;
