/** How long memories and episodes are kept: rules, and the ends of single memories. */
@NullMarked
package dev.statewave.ingest.retention;

import org.jspecify.annotations.NullMarked;
