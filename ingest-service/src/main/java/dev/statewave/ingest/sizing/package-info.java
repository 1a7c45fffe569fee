/** The calculator of sizes over HTTP, and the advisor, which reads what a running installation shows. */
@NullMarked
package dev.statewave.ingest.sizing;

import org.jspecify.annotations.NullMarked;
