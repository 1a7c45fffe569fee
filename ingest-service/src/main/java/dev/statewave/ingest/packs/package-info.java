/** Starter packs: subjects that come with the service. */
@NullMarked
package dev.statewave.ingest.packs;

import org.jspecify.annotations.NullMarked;
