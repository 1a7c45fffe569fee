/** Recording of episodes, one or a batch. */
@NullMarked
package dev.statewave.ingest.episodes;

import org.jspecify.annotations.NullMarked;
