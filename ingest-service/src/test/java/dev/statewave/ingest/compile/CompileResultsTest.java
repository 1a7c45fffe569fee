package dev.statewave.ingest.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.compile.CompileResult;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.ingest.subjectlog.FakeWriteSide;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class CompileResultsTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final CompileResult RESULT = new CompileResult("job-1", "completed", 2, 0, null);

    private final FakeWriteSide side = new FakeWriteSide();
    private final CompileResults results = results(true);

    @Test
    void result_reachesTheCallThatWaitsForIt() {
        var call = results.during("job-1", LONG, result -> result).toFuture();
        results.accept(new CompileResult("job-2", "completed", 1, 0, null));
        assertThat(call).isNotDone();
        assertThat(results.waiting()).isEqualTo(1);

        results.accept(RESULT);

        assertThat(call).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(RESULT);
        assertThat(results.waiting()).isZero();
    }

    @Test
    void resultThatArrivesWhileTheRequestIsSent_isNotMissed() {
        CompileResult found = results.during("job-1", LONG, result -> {
                    results.accept(RESULT);
                    return result;
                })
                .block(Duration.ofSeconds(10));

        assertThat(found).isEqualTo(RESULT);
    }

    @Test
    void resultThatNobodyWaitsFor_isIgnored() {
        results.accept(RESULT);

        assertThat(results.waiting()).isZero();
    }

    @Test
    void callWithoutAResult_timesOutAndLeavesNoEntry() {
        assertThatThrownBy(() -> results.during("job-1", Duration.ofMillis(50), result -> result)
                        .block(Duration.ofSeconds(10)))
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(results.waiting()).isZero();
    }

    @Test
    void cancelledCall_leavesNoEntry() {
        var call = results.during("job-1", LONG, result -> result).subscribe();
        assertThat(results.waiting()).isEqualTo(1);

        call.dispose();

        assertThat(results.waiting()).isZero();
    }

    @Test
    void requestThatFails_leavesNoEntry() {
        assertThatThrownBy(() -> results.during("job-1", LONG, result -> Mono.error(new IllegalStateException("no")))
                        .block(Duration.ofSeconds(10)))
                .hasMessage("no");
        assertThat(results.waiting()).isZero();
    }

    @Test
    void requestThatThrows_leavesNoEntry() {
        assertThatThrownBy(() -> results.during("job-1", LONG, result -> {
                            throw new IllegalStateException("no");
                        })
                        .block(Duration.ofSeconds(10)))
                .hasMessage("no");
        assertThat(results.waiting()).isZero();
    }

    @Test
    void callBeforeResultsAreFollowed_isRefusedWithoutSendingItsRequest() {
        var sent = new AtomicBoolean();

        assertThatThrownBy(() -> results(false)
                        .during("job-1", LONG, result -> {
                            sent.set(true);
                            return result;
                        })
                        .block(Duration.ofSeconds(10)))
                .isInstanceOfSatisfying(
                        ApiException.class, answer -> assertThat(answer.code()).isEqualTo("kafka_unavailable"));
        assertThat(sent).isFalse();
    }

    private CompileResults results(boolean followed) {
        return new CompileResults(side.kafka, side.deadLetters, side.metrics, tail -> followed);
    }
}
