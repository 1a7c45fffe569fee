package dev.statewave.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Texts that cost a careless matcher its stack or minutes. */
public final class HostileTexts {

    private static final int MB = 1 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long SMALL_STACK = 256 << 10;
    private static final String ALPHABET =
            "aAs0'’.:@+-_ \t\n\r\u000B\u0085\u00A0\u2028\u3000é\u0301ß\u0130٣\0\uD83D\uDE00";

    private HostileTexts() {}

    public static Stream<Arguments> all() {
        return Stream.of(
                Arguments.of("one letter", "a".repeat(MB)),
                Arguments.of("one capital letter", "A".repeat(MB)),
                Arguments.of("one name", "Hello, I am " + "Anna ".repeat(4_000)),
                Arguments.of("spaces", "May" + " ".repeat(MB) + "x"),
                Arguments.of("digits", "1 ".repeat(MB / 2)),
                Arguments.of("lines", "\n".repeat(MB)),
                Arguments.of("speakers", "Ann: ".repeat(MB / 5)),
                Arguments.of("a name that does not end", "allerg" + "y".repeat(MB)),
                Arguments.of("apostrophes", "'s".repeat(MB / 2)),
                Arguments.of("fences", "```".repeat(MB / 3)),
                Arguments.of("surrogate pairs", "\uD83D\uDE00".repeat(MB / 2)),
                Arguments.of("lone high surrogates", "\uD83D".repeat(MB)),
                Arguments.of("lone low surrogates", "\uDE00".repeat(MB)),
                Arguments.of("NUL", "\0".repeat(MB)),
                Arguments.of("combining marks", "\u0301".repeat(MB)));
    }

    /** Short texts of the characters that patterns treat in different ways. */
    public static Stream<String> random(int count) {
        var random = new Random(20_261_128);
        return Stream.generate(() -> {
                    var text = new StringBuilder();
                    for (int i = random.nextInt(24); i > 0; i--) {
                        text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                    }
                    return text.toString();
                })
                .limit(count);
    }

    /** Does it on a small stack, and fails where it throws or takes long. */
    public static void handle(Runnable work) {
        var failure = new AtomicReference<Throwable>();
        Thread thread = new Thread(null, work, "hostile-text", SMALL_STACK);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((where, thrown) -> failure.set(thrown));
        thread.start();
        try {
            assertThat(thread.join(LIMIT)).as("done within %s", LIMIT).isTrue();
        } catch (InterruptedException e) {
            fail("interrupted", e);
        }
        assertThat(failure.get()).isNull();
    }
}
