/** {@code echowall verify}: records a run over a deployment, and judges it. */
@NullMarked
package dev.echowall.tools.verify;

import org.jspecify.annotations.NullMarked;
