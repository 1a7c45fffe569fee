/** {@code GET /v1/subjects}, and the health and SLA of one. */
@NullMarked
package dev.statewave.context.subjects;

import org.jspecify.annotations.NullMarked;
