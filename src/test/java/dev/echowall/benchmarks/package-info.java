/** Measurements with real processes, started by hand; docs/benchmarks.md says how, and what came out. */
@NullMarked
package dev.echowall.benchmarks;

import org.jspecify.annotations.NullMarked;
