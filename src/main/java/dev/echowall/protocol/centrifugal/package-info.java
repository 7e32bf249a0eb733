/** The Centrifugal client protocol v2: what clients command and what they are answered, as JSON and as Protobuf. */
@NullMarked
package dev.echowall.protocol.centrifugal;

import org.jspecify.annotations.NullMarked;
