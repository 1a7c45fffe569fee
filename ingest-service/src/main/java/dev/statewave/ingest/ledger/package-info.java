/** Whether everything that was accepted is accounted for, and what replication slots hold back. */
@NullMarked
package dev.statewave.ingest.ledger;

import org.jspecify.annotations.NullMarked;
