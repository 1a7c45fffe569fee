/** What operators remove or set going again: compile jobs and webhook deliveries. */
@NullMarked
package dev.statewave.ingest.operations;

import org.jspecify.annotations.NullMarked;
