/** SQL statements with bound values. */
@NullMarked
package dev.statewave.context.sql;

import org.jspecify.annotations.NullMarked;
