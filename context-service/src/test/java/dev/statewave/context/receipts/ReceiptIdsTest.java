package dev.statewave.context.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ReceiptIdsTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00.123Z");

    @Test
    void id_beginsWithItsTime() {
        // From the specification of ULIDs: 1469918176385 is 01ARYZ6S41.
        assertThat(new ReceiptIds().next(Instant.ofEpochMilli(1_469_918_176_385L)))
                .startsWith("01ARYZ6S41")
                .hasSize(26)
                .matches(Ulid::isValid);
    }

    @Test
    void ids_withinAMillisecond_ascend() {
        var ids = new ReceiptIds();
        var made = new ArrayList<String>();
        for (int i = 0; i < 10_000; i++) {
            made.add(ids.next(NOW));
        }

        assertThat(made)
                .isSorted()
                .doesNotHaveDuplicates()
                .allMatch(id -> id.startsWith(made.getFirst().substring(0, 10)));
    }

    @Test
    void ids_ascend_whereTheClockGoesBack_orTheRandomPartIsUsedUp() {
        // All bits are set from the start.
        var ids = new ReceiptIds(() -> -1L);

        String first = ids.next(NOW);
        String second = ids.next(NOW);
        String third = ids.next(NOW.minusSeconds(60));

        assertThat(List.of(first, second, third)).isSorted().doesNotHaveDuplicates();
        assertThat(first).endsWith("ZZZZZZZZZZZZZZZZ");
    }

    @Test
    void ids_ofSeveralThreads_differ() throws Exception {
        var ids = new ReceiptIds();
        var all = Collections.synchronizedSet(new HashSet<String>());
        try (var threads = Executors.newFixedThreadPool(4)) {
            Callable<Boolean> making = () -> {
                for (int i = 0; i < 1_000; i++) {
                    all.add(ids.next(NOW));
                }
                return true;
            };
            threads.invokeAll(Collections.nCopies(4, making));
        }

        assertThat(all).hasSize(4_000);
    }

    @Test
    void leastOfAMoment_liesBelowItsIds_andAboveThoseBefore() {
        var ids = new ReceiptIds();
        String before = ids.next(NOW.minusMillis(1));
        String at = ids.next(NOW);

        assertThat(Ulid.least(NOW)).isGreaterThan(before).isLessThanOrEqualTo(at);
        assertThat(Ulid.least(Instant.parse("0001-01-01T00:00:00Z"))).isEqualTo("0".repeat(26));
        assertThat(Ulid.least(Instant.parse("9999-12-31T23:59:59Z"))).matches(Ulid::isValid);
    }
}
