/** Compile jobs, webhook deliveries and the log of admin actions. */
@NullMarked
package dev.statewave.context.admin.operations;

import org.jspecify.annotations.NullMarked;
