package dev.statewave.platform.pauses;

import dev.statewave.contract.topics.ConsumerRole;
import dev.statewave.platform.kafka.ManagedComponent;
import dev.statewave.platform.kafka.RecordHandler;
import dev.statewave.platform.postgres.ScopedTransactions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.scheduling.TaskScheduler;

/**
 * Obeys the pauses of single tenants. A record of a paused tenant is put aside in the database, so that the records of
 * other tenants behind it on the partition are read, and is sent again, behind what was sent since, once the pause has
 * ended. All that this knows stands in the database; it may be killed at any moment, and then a record may come twice.
 *
 * <p>A process obeys within a second. What it has begun it ends.
 */
public final class TenantPauses implements ManagedComponent {

    private static final Logger log = LoggerFactory.getLogger(TenantPauses.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** Records that are sent again in an interval. */
    private static final int PAGE = 64;

    private final HeldRecordRepository records;
    private final KafkaTemplate<String, byte[]> kafka;
    private final ToLongFunction<ConsumerRole> lag;
    private final TaskScheduler scheduler;
    private final Set<ConsumerRole> roles = ConcurrentHashMap.newKeySet();
    /** Null before they were read. */
    private volatile @Nullable Set<HeldRecordRepository.Pause> pauses;

    private volatile @Nullable ScheduledFuture<?> schedule;

    /** @param lag of the group of a role, in records */
    public TenantPauses(
            JdbcClient database,
            ScopedTransactions transactions,
            KafkaTemplate<String, byte[]> kafka,
            ToLongFunction<ConsumerRole> lag,
            TaskScheduler scheduler) {
        this.records = new HeldRecordRepository(database, transactions);
        this.kafka = kafka;
        this.lag = lag;
        this.scheduler = scheduler;
    }

    /** Whether it is, as of a second ago. */
    public boolean paused(String tenant, ConsumerRole role) {
        var known = pauses;
        if (known == null) {
            // A restart keeps the pauses, so nothing is begun before they are known.
            known = look().pauses();
        }
        return !known.isEmpty() && known.contains(new HeldRecordRepository.Pause(tenant, role.role()));
    }

    private HeldRecordRepository.Look look() {
        HeldRecordRepository.Look found = records.look(roles);
        pauses = found.pauses();
        return found;
    }

    /**
     * The handler of a role, which is not given the records of paused tenants.
     *
     * @param role whose pauses count, and whose held records this process sends again
     * @param place of a record; may throw what the handler would
     */
    public RecordHandler holding(
            ConsumerRole role, Function<ConsumerRecord<String, byte[]>, RecordPlace> place, RecordHandler handler) {
        roles.add(role);
        return record -> {
            RecordPlace own = place.apply(record);
            if (paused(own.tenant(), role) && record.value() != null) {
                records.hold(role, own, record);
            } else {
                handler.handle(record);
            }
        };
    }

    @Override
    public void start() {
        run();
        schedule = scheduler.scheduleWithFixedDelay(this::run, INTERVAL);
    }

    void run() {
        try {
            Set<String> holding = look().holding();
            for (ConsumerRole role : roles) {
                if (holding.contains(role.role())) {
                    sendAgain(role);
                }
            }
        } catch (RuntimeException e) {
            log.warn("The pauses of tenants are looked at again soon: {}", e.toString());
        }
    }

    /** No more than fit: what other tenants ask for meanwhile is not to wait behind all of it. */
    private void sendAgain(ConsumerRole role) {
        int room = (int) Math.max(0, PAGE - lag.applyAsLong(role));
        List<HeldRecord> due = room == 0 ? List.of() : records.next(role, room);
        for (HeldRecord record : due) {
            kafka.send(record.sentAgain()).join();
            records.remove(role, record);
        }
    }

    @Override
    public void stop() {
        var current = schedule;
        if (current != null) {
            current.cancel(true);
        }
    }
}
