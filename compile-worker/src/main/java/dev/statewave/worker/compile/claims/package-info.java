/** What profile facts claim, in a form that can be compared. */
@NullMarked
package dev.statewave.worker.compile.claims;

import org.jspecify.annotations.NullMarked;
