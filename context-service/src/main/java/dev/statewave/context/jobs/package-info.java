/** {@code GET /v1/memories/compile/{job_id}}: the state of an asynchronous compile. */
@NullMarked
package dev.statewave.context.jobs;

import org.jspecify.annotations.NullMarked;
