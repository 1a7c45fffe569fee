/** What operators see of consumer groups and topics, and the reset of a group. */
@NullMarked
package dev.statewave.ingest.consumers;

import org.jspecify.annotations.NullMarked;
