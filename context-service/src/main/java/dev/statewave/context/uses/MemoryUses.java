package dev.statewave.context.uses;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.MemoriesUsed;
import dev.statewave.platform.subjectlog.SubjectLogAppender;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Appends to the subject log which memories were answered with, where a sliding rule of retention counts from it. The
 * reader does not wait for it. Rules count days, so each memory is noted once in {@link #ONCE_IN}. A note that is lost,
 * because Kafka is away or too many are under way, is counted, and the next answer makes it again.
 */
@Component
public class MemoryUses {

    private static final Duration ONCE_IN = Duration.ofHours(6);
    /** Some 10 MB; those that fall out are noted more often. */
    private static final int MOST_REMEMBERED = 100_000;

    private static final Logger log = LoggerFactory.getLogger(MemoryUses.class);

    private final SlidingTenants tenants;
    private final SubjectLogAppender appender;
    private final Clock clock;
    private final Counter lost;
    private final Cache<UUID, Boolean> noted = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(ONCE_IN)
            .build();

    MemoryUses(SlidingTenants tenants, SubjectLogAppender appender, Clock clock, MeterRegistry metrics) {
        this.tenants = tenants;
        this.appender = appender;
        this.clock = clock;
        this.lost = Counter.builder("statewave.memory.uses.lost")
                .description("Notes of used memories that did not reach the log")
                .register(metrics);
    }

    /**
     * @param memories that the answer has
     * @param episodes that it has, or quotes a passage of
     */
    public void note(String subject, @Nullable String tenant, Stream<UUID> memories, Stream<UUID> episodes) {
        if (!tenants.contains(tenant)) {
            return;
        }
        List<UUID> newMemories = memories.filter(this::isNew).toList();
        List<UUID> newEpisodes = episodes.filter(this::isNew).toList();
        if (newMemories.isEmpty() && newEpisodes.isEmpty()) {
            return;
        }
        var used = new MemoriesUsed(newMemories, newEpisodes, WireTime.micros(clock.instant()));
        appender.append(SubjectKey.of(tenant, subject), used, null).subscribe(position -> {}, failure -> {
            noted.invalidateAll(newMemories);
            noted.invalidateAll(newEpisodes);
            lost.increment();
            log.debug("A note of used memories did not reach the log: {}", failure.toString());
        });
    }

    private boolean isNew(UUID id) {
        return noted.asMap().putIfAbsent(id, true) == null;
    }
}
