/** What the database tells about itself, as metrics. */
@NullMarked
package dev.statewave.ingest.metrics;

import org.jspecify.annotations.NullMarked;
