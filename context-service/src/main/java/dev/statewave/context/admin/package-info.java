/** What all reads under {@code /admin} share. */
@NullMarked
package dev.statewave.context.admin;

import org.jspecify.annotations.NullMarked;
