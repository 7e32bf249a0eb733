/** One method per fact worth counting. */
@NullMarked
package dev.echowall.metrics;

import org.jspecify.annotations.NullMarked;
