/** Commands for whoever runs the system: dead letters and the doctor, by way of the administration API. */
@NullMarked
package dev.statewave.local.operations;

import org.jspecify.annotations.NullMarked;
