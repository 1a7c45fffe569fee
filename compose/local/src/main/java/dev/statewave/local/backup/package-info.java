/** Backup of the whole store, and its restore. */
@NullMarked
package dev.statewave.local.backup;

import org.jspecify.annotations.NullMarked;
