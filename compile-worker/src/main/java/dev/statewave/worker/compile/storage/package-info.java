/** What compiling reads from the database and writes to it. */
@NullMarked
package dev.statewave.worker.compile.storage;

import org.jspecify.annotations.NullMarked;
