package dev.statewave.worker.compile.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.compile.claims.Claim;
import dev.statewave.worker.compile.claims.ClaimReader;
import dev.statewave.worker.compile.conflict.ConflictRule.Candidate;
import dev.statewave.worker.compile.conflict.ConflictRule.Supersession;
import dev.statewave.worker.text.HostileText;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many memories, and long ones, are compared in bounded time. */
class HostileConflictTest {

    @ParameterizedTest
    @MethodSource("dev.statewave.worker.text.HostileText#texts")
    void anyContent_isComparedInTime(String text) throws Exception {
        var memories = List.of(candidate(text, false), candidate(text, true));

        List<Supersession> found = HostileText.bounded(() -> ConflictRule.apply(memories));

        assertThat(found).hasSize(Wording.of(text).words().isEmpty() ? 0 : 1);
    }

    @Test
    void manyDifferentClaims_areComparedInTime() throws Exception {
        var memories = fresh(20_000, i -> "I use tool" + i);

        assertThat(HostileText.bounded(() -> ConflictRule.apply(memories))).isEmpty();
    }

    @Test
    void manyDenials_areComparedInTime() throws Exception {
        var memories = fresh(20_000, i -> (i % 2 == 0 ? "I work at Acme" : "I no longer work at Globex") + i);

        // Of one employer at a time, every later one takes the place of the one before.
        assertThat(HostileText.bounded(() -> ConflictRule.apply(memories))).hasSize(9_999);
    }

    @Test
    void manyMemoriesWithoutClaims_areComparedInTime() throws Exception {
        var memories = fresh(20_000, i -> "note" + i + " about topic" + i);

        assertThat(HostileText.bounded(() -> ConflictRule.apply(memories))).isEmpty();
    }

    @Test
    void manyRepeats_leaveTheNewest() throws Exception {
        var memories = fresh(20_000, i -> "the same note");

        List<Supersession> found = HostileText.bounded(() -> ConflictRule.apply(memories));

        assertThat(found).hasSize(19_999).noneMatch(each -> each.retired()
                .equals(memories.getLast().id()));
    }

    private static List<Candidate> fresh(int count, IntFunction<String> content) {
        return IntStream.range(0, count)
                .mapToObj(i -> candidate(content.apply(i), true))
                .toList();
    }

    private static Candidate candidate(String content, boolean fresh) {
        return new Candidate(
                UUID.randomUUID(),
                MemoryKind.PROFILE_FACT,
                content,
                Instant.EPOCH,
                fresh,
                ClaimReader.read(content, Claim.USER).orElse(null));
    }
}
