/** What is derived of memories and episodes that came by an import. */
@NullMarked
package dev.statewave.worker.compile.imports;

import org.jspecify.annotations.NullMarked;
