package dev.statewave.harness.capacity;

import dev.statewave.harness.load.SubjectFill;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Filled subjects of about the same size: a few that are asked again and again, and others that are asked once. */
final class Band {

    private static final int HOT = 20;
    private static final int MOST = 3_000;

    private final String name;
    private final List<Read> subjects;
    private final AtomicInteger next = new AtomicInteger(HOT);

    private Band(String name, List<Read> subjects) {
        this.name = name;
        this.subjects = subjects;
    }

    /** A subject and how many memories it has. */
    record Read(String subject, double memories) {}

    /**
     * Picks subjects.
     *
     * @param filled how many there are
     * @param fewest episodes
     * @param most episodes
     */
    static Band of(MeasuredSystem system, String name, int filled, int fewest, int most, long seed)
            throws SQLException {
        var numbers = new ArrayList<Integer>();
        for (int number = 0; number < filled; number++) {
            int episodes = SubjectFill.episodes(number);
            if (episodes >= fewest && episodes <= most) {
                numbers.add(number);
            }
        }
        Collections.shuffle(numbers, new Random(seed));
        List<String> ids =
                numbers.stream().limit(MOST).map(SubjectFill::subject).toList();
        if (ids.size() <= HOT) {
            throw new IllegalStateException(
                    "%,d filled subjects hold only %d of %d to %d episodes: fill more of them with --subjects"
                            .formatted(filled, ids.size(), fewest, most));
        }
        Map<String, Double> memories = system.numbers(
                "SELECT subject_id, count(*) FROM memories WHERE subject_id = ANY (ARRAY['%s']) GROUP BY 1"
                        .formatted(String.join("','", ids)));
        return new Band(
                name,
                ids.stream()
                        .map(id -> new Read(id, memories.getOrDefault(id, 0.0)))
                        .toList());
    }

    String name() {
        return name;
    }

    /** One of those that are asked often. */
    Read hot(RandomGenerator random) {
        return subjects.get(random.nextInt(HOT));
    }

    /** One that was not asked for the longest time. */
    Read cold() {
        return subjects.get(HOT + Math.floorMod(next.getAndIncrement() - HOT, subjects.size() - HOT));
    }

    /** One of these, or with this probability one of those. */
    Read any(RandomGenerator random, double coldShare) {
        return random.nextDouble() < coldShare ? cold() : hot(random);
    }

    double meanMemories() {
        return subjects.stream().mapToDouble(Read::memories).average().orElse(0);
    }
}
