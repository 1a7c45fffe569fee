/** Memory templates. */
@NullMarked
package dev.statewave.ingest.templates;

import org.jspecify.annotations.NullMarked;
