/** Looks at everything that an installation stands on, and says what to mend and how. */
@NullMarked
package dev.statewave.ingest.doctor;

import org.jspecify.annotations.NullMarked;
