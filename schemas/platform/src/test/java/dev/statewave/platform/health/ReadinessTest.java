package dev.statewave.platform.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    @Test
    void checksThatHang_doNotAddUp() {
        var readiness = new Readiness(List.of(hanging("a"), hanging("b"), hanging("c")));

        long start = System.nanoTime();
        var report = readiness.report();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(report.status()).isEqualTo("not_ready");
        assertThat(report.checks()).extracting(Readiness.Check::status).containsOnly("fail");
    }

    @Test
    void checkThatThrows_failsAlone() {
        var report = new Readiness(List.of(
                        ReadinessCheck.of("a", () -> {
                            throw new StackOverflowError();
                        }),
                        ReadinessCheck.of("b", () -> {
                            throw new IllegalStateException("why");
                        }),
                        ReadinessCheck.of("c", ReadinessCheck.Outcome::ok)))
                .report();

        assertThat(report.checks()).extracting(Readiness.Check::status).containsExactly("fail", "fail", "ok");
        assertThat(report.checks().get(1).detail()).isEqualTo("why");
    }

    private static ReadinessCheck hanging(String name) {
        return new ReadinessCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Duration limit() {
                return Duration.ofSeconds(1);
            }

            @Override
            public Outcome run() throws InterruptedException {
                Thread.sleep(60_000);
                return Outcome.ok();
            }
        };
    }
}
