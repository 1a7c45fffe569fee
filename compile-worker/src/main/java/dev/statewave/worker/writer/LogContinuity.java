package dev.statewave.worker.writer;

import dev.statewave.contract.failure.ReadAgainException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sees to it that no record between the position of the database and a stretch of the log is passed over. Usually the
 * group stands where the database does. After a failover to a replica that was behind, or a restore, the database
 * stands further back, and what it has lost is still on the log.
 */
@Component
final class LogContinuity {

    private static final Logger log = LoggerFactory.getLogger(LogContinuity.class);

    /** By partition, the position of the database when a stretch was last read here; what follows begins there. */
    private final Map<Integer, Long> reached = new ConcurrentHashMap<>();

    /**
     * @param position of the database
     * @throws ReadAgainException where there may be records between the position and the stretch; the next stretch that
     *     is read from there has none
     */
    void require(LogStretch stretch, long position) {
        Long before = reached.put(stretch.partition(), position);
        if (position < stretch.first() && (before == null || before != position)) {
            if (before != null) {
                log.warn(
                        "The database stands at offset {} of partition {} of the log, and offset {} was read here: "
                                + "it was set back, and what it has lost is written again",
                        position,
                        stretch.partition(),
                        before);
            }
            throw new ReadAgainException(position);
        }
    }

    void applied(LogStretch stretch) {
        reached.merge(stretch.partition(), stretch.next(), Math::max);
    }
}
