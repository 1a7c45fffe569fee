/** Which episodes have their secrets redacted before they enter the log. */
@NullMarked
package dev.statewave.ingest.redaction;

import org.jspecify.annotations.NullMarked;
