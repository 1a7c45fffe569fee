/** The settings of the system: what there is, and how each is described. */
@NullMarked
package dev.statewave.contract.settings;

import org.jspecify.annotations.NullMarked;
