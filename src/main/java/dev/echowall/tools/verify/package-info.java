/** {@code echowall verify}: records a run on a deployment, and checks the recording. */
@NullMarked
package dev.echowall.tools.verify;

import org.jspecify.annotations.NullMarked;
