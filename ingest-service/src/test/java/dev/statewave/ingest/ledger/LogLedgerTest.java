package dev.statewave.ingest.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.ingest.ledger.LogLedger.Partition;
import org.junit.jupiter.api.Test;

/** accepted = applied + in flight + missing. */
class LogLedgerTest {

    @Test
    void whatWillBeRead_isInFlight() {
        assertThat(LogLedger.of(0, 0, 100, 90, 90)).isEqualTo(new Partition(0, 0, 100, 90, 90, 10, 0));
        // A position moves before the commit.
        assertThat(LogLedger.of(0, 0, 100, 95, 90).missing()).isZero();
    }

    @Test
    void whatTheWritersPassedAndTheDatabaseLacks_isMissing() {
        assertThat(LogLedger.of(0, 0, 100, 60, 90)).isEqualTo(new Partition(0, 0, 100, 60, 90, 10, 30));
    }

    @Test
    void whatRetentionTookBeforeItWasApplied_isMissing() {
        assertThat(LogLedger.of(0, 80, 100, 60, 60)).isEqualTo(new Partition(0, 80, 100, 60, 60, 20, 20));
    }

    @Test
    void logThatWasCreatedAnew_isNeverApplied() {
        assertThat(LogLedger.of(0, 0, 5, 60, 0)).isEqualTo(new Partition(0, 0, 5, 60, 0, 0, 5));
    }
}
