/** Views for operators: embedding models and migrations. */
@NullMarked
package dev.statewave.context.ops;

import org.jspecify.annotations.NullMarked;
