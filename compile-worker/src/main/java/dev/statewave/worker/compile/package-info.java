/** What all parts of compiling share: episodes, memories and their states. */
@NullMarked
package dev.statewave.worker.compile;

import org.jspecify.annotations.NullMarked;
