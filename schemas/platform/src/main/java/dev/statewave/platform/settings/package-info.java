/** The settings of a process while it runs: what operators have applied, and restarts that they ask for. */
@NullMarked
package dev.statewave.platform.settings;

import org.jspecify.annotations.NullMarked;
