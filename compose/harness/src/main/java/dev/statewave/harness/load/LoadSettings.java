package dev.statewave.harness.load;

import java.time.Duration;
import java.util.List;

/**
 * What is measured.
 *
 * @param sizes numbers of subjects, smallest first, at least one
 * @param clients how many ask at once, one cell each
 * @param cell how long a cell takes
 * @param warmUp how long each operation runs before its cells
 * @param texts how many different ones there are, more than the largest subject has episodes
 * @param questions how many different ones are asked
 * @param big memories of the small and of the large one of the two subjects that are compared
 */
record LoadSettings(
        List<Integer> sizes,
        List<Integer> clients,
        Duration cell,
        Duration warmUp,
        int texts,
        int questions,
        List<Integer> big) {

    private static final int TEXTS = 4_000;
    private static final int QUESTIONS = 300;

    static LoadSettings of(List<Integer> sizes, int seconds) {
        return new LoadSettings(
                sizes,
                List.of(1, 8, 32),
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(Math.min(10, seconds)),
                TEXTS,
                QUESTIONS,
                List.of(200, 50_000));
    }
}
