/** Webhook endpoints: their records, secrets, tests and replays. */
@NullMarked
package dev.statewave.ingest.webhooks;

import org.jspecify.annotations.NullMarked;
