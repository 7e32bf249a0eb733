/** The Centrifugal client protocol v2: commands, replies and pushes, as JSON and as Protobuf. */
@NullMarked
package dev.echowall.protocol.centrifugal;

import org.jspecify.annotations.NullMarked;
