/** What the commands share: checks before a start, ports, folders and error messages. */
@NullMarked
package dev.statewave.local.preflight;

import org.jspecify.annotations.NullMarked;
