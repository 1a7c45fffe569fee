package dev.statewave.platform.health;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One thing that a deployable needs to do its work. */
public interface ReadinessCheck {

    /** How long a check may take unless it says otherwise. */
    Duration LIMIT = Duration.ofSeconds(3);

    String name();

    /** How long {@link #run} may take before it counts as failed. */
    default Duration limit() {
        return LIMIT;
    }

    /**
     * Runs the check; may block for a few seconds.
     *
     * @throws Exception where the check itself failed, which counts as {@link Outcome#fail}
     */
    Outcome run() throws Exception;

    /**
     * The result of a check.
     *
     * @param status {@code ok}, {@code degraded} (works, but needs attention) or {@code fail}
     * @param detail null where there is nothing to say
     */
    record Outcome(String status, @Nullable String detail) {

        public static Outcome ok() {
            return new Outcome("ok", null);
        }

        public static Outcome ok(String detail) {
            return new Outcome("ok", detail);
        }

        public static Outcome degraded(String detail) {
            return new Outcome("degraded", detail);
        }

        public static Outcome fail(String detail) {
            return new Outcome("fail", detail);
        }
    }

    static ReadinessCheck of(String name, Look look) {
        return new ReadinessCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Outcome run() throws Exception {
                return look.run();
            }
        };
    }

    /** The body of a check. */
    @FunctionalInterface
    interface Look {
        Outcome run() throws Exception;
    }
}
