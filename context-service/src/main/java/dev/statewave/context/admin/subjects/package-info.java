/** The subject explorer: {@code GET /admin/subjects} and below. */
@NullMarked
package dev.statewave.context.admin.subjects;

import org.jspecify.annotations.NullMarked;
