/** The broker of a single node. */
@NullMarked
package dev.echowall.broker.local;

import org.jspecify.annotations.NullMarked;
