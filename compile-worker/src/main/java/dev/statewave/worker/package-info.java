/** The compile worker: writes the subject log to the database, compiles subjects and embeds their memories. */
@NullMarked
package dev.statewave.worker;

import org.jspecify.annotations.NullMarked;
