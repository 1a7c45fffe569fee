/** The command bench: latency and throughput of the whole loop. */
@NullMarked
package dev.statewave.harness.bench;

import org.jspecify.annotations.NullMarked;
