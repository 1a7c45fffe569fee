/** The console: the page for operators, and its files. */
@NullMarked
package dev.statewave.gateway.console;

import org.jspecify.annotations.NullMarked;
