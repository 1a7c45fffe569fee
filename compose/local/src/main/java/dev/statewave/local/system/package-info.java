/** The whole system in one process: settings, data folder, start and stop. */
@NullMarked
package dev.statewave.local.system;

import org.jspecify.annotations.NullMarked;
