/** The basic vocabulary: names, payloads, publications, positions. Values, no I/O. */
@NullMarked
package dev.echowall.channel;

import org.jspecify.annotations.NullMarked;
