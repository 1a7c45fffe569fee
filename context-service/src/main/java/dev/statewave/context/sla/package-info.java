/** Response and resolution times of a subject. */
@NullMarked
package dev.statewave.context.sla;

import org.jspecify.annotations.NullMarked;
