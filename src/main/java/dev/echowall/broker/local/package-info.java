/** The same broker for a node that is alone. */
@NullMarked
package dev.echowall.broker.local;

import org.jspecify.annotations.NullMarked;
