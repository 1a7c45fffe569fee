package dev.statewave.ingest.ledger;

import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.topics.ConsumerRole;
import dev.statewave.contract.topics.Topics;
import dev.statewave.ingest.consumers.OffsetSampler;
import dev.statewave.ingest.consumers.OffsetSampler.Sample;
import dev.statewave.ingest.ledger.EpisodeLedgerRepository.Exact;
import dev.statewave.ingest.ledger.EpisodeLedgerRepository.Live;
import dev.statewave.ingest.pauses.TenantPauseRepository;
import dev.statewave.ingest.pauses.TenantPauseRepository.Pause;
import dev.statewave.ingest.web.BlockingCalls;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /admin/ledger}: whether everything that was accepted is accounted for. */
@RestController
class LedgerController {

    private final LogLedger log;
    private final OffsetSampler sampler;
    private final EpisodeLedgerRepository episodes;
    private final TenantPauseRepository pauses;
    private final BlockingCalls calls;
    private final Clock clock;

    LedgerController(
            LogLedger log,
            OffsetSampler sampler,
            EpisodeLedgerRepository episodes,
            TenantPauseRepository pauses,
            BlockingCalls calls,
            Clock clock) {
        this.log = log;
        this.sampler = sampler;
        this.episodes = episodes;
        this.pauses = pauses;
        this.calls = calls;
        this.clock = clock;
    }

    /**
     * The subject log, of all tenants: {@code accepted = applied + in_flight + missing}.
     *
     * @param deadLettered records that stand in its dead-letter topic; they are applied as passed over
     */
    record LogBody(
            long accepted,
            long applied,
            long inFlight,
            long missing,
            long deadLettered,
            List<LogLedger.Partition> partitions) {}

    /**
     * The topic of outside producers: {@code accepted = taken + in_flight}.
     *
     * @param taken offsets that the normalizer is past
     * @param deadLettered records that stand in its dead-letter topic
     */
    record ProducersBody(long accepted, long taken, long inFlight, long deadLettered) {}

    /**
     * A tenant: {@code episodes = compiled + empty + pending + unaccounted}.
     *
     * @param waiting episodes of subjects that are queued for a compile
     * @param compiled null where there are too many to count them one by one, as are the next ones
     * @param empty those that were compiled to nothing, with a reason
     * @param unaccounted those that are passed and led to nothing, without a reason
     * @param paused the roles that an operator has paused for it; what waits meanwhile is meant to
     * @param notQueued pending ones that no queue knows of; for a moment it may be some that were just written
     */
    record TenantBody(
            @Nullable String tenantId,
            long episodes,
            long waiting,
            @Nullable Long compiled,
            @Nullable Long empty,
            @Nullable Long pending,
            @Nullable Long unaccounted,
            @Nullable Long notQueued,
            List<String> paused) {

        TenantBody with(List<Pause> pauses) {
            return new TenantBody(
                    tenantId,
                    episodes,
                    waiting,
                    compiled,
                    empty,
                    pending,
                    unaccounted,
                    notQueued,
                    pauses.stream()
                            .filter(pause -> pause.tenantId().equals(tenantId))
                            .map(Pause::role)
                            .toList());
        }
    }

    /**
     * @param balanced whether nothing is missing and nothing unaccounted
     * @param exact whether the episodes were counted one by one
     */
    record LedgerBody(
            boolean balanced,
            boolean exact,
            Instant at,
            LogBody log,
            ProducersBody producers,
            List<TenantBody> tenants) {}

    @GetMapping("/admin/ledger")
    Mono<LedgerBody> ledger(@RequestParam Map<String, String> parameters) {
        FieldReader query = FieldReader.query(parameters);
        String named = query.optionalText("tenant_id", 256);
        query.check();
        String tenant = named == null || named.isEmpty() ? null : named;
        return Mono.zip(calls.run(log::look), tenants(tenant), pauses.all())
                .map(found -> body(
                        found.getT1(),
                        found.getT2().stream()
                                .map(each -> each.with(found.getT3()))
                                .toList()));
    }

    private Mono<List<TenantBody>> tenants(@Nullable String tenant) {
        return episodes.total()
                .flatMap(total -> total > EpisodeLedgerRepository.MOST_EPISODES
                        ? episodes.live(tenant).map(live -> live.stream()
                                .map(each -> tenant(each, null))
                                .toList())
                        : episodes.live(tenant).zipWith(episodes.exact(tenant), LedgerController::tenants));
    }

    private static List<TenantBody> tenants(List<Live> live, List<Exact> exact) {
        Map<String, Exact> counted = exact.stream().collect(Collectors.toMap(Exact::tenantId, Function.identity()));
        return live.stream()
                .map(each ->
                        tenant(each, counted.getOrDefault(each.tenantId(), new Exact(each.tenantId(), 0, 0, 0, 0))))
                .toList();
    }

    private static TenantBody tenant(Live live, @Nullable Exact exact) {
        String id = live.tenantId().isEmpty() ? null : live.tenantId();
        return exact == null
                ? new TenantBody(id, live.episodes(), live.pending(), null, null, null, null, null, List.of())
                : new TenantBody(
                        id,
                        exact.episodes(),
                        live.pending(),
                        exact.compiled(),
                        exact.empty(),
                        exact.pending(),
                        exact.episodes() - exact.compiled() - exact.empty() - exact.pending(),
                        Math.max(0, exact.pending() - live.pending()),
                        List.of());
    }

    private LedgerBody body(List<LogLedger.Partition> partitions, List<TenantBody> tenants) {
        Sample sample = sampler.newest().orElseGet(sampler::sample);
        long missing =
                partitions.stream().mapToLong(LogLedger.Partition::missing).sum();
        boolean exact = tenants.stream().allMatch(tenant -> tenant.unaccounted() != null);
        boolean balanced = missing == 0
                && tenants.stream().allMatch(tenant -> tenant.unaccounted() == null || tenant.unaccounted() == 0);
        var logBody = new LogBody(
                partitions.stream().mapToLong(LogLedger.Partition::accepted).sum(),
                partitions.stream().mapToLong(LogLedger.Partition::applied).sum(),
                partitions.stream().mapToLong(LogLedger.Partition::inFlight).sum(),
                missing,
                kept(sample, Topics.SUBJECT_LOG_DLT),
                partitions);
        return new LedgerBody(balanced, exact, clock.instant(), logBody, producers(sample), tenants);
    }

    private static ProducersBody producers(Sample sample) {
        long accepted = 0;
        long taken = 0;
        for (var end : sample.ends().entrySet()) {
            if (end.getKey().topic().equals(Topics.EPISODES)) {
                accepted += end.getValue();
                taken += Math.min(end.getValue(), sample.next(ConsumerRole.NORMALIZER, end.getKey()));
            }
        }
        return new ProducersBody(accepted, taken, accepted - taken, kept(sample, Topics.EPISODES_DLT));
    }

    private static long kept(Sample sample, String topic) {
        long kept = 0;
        for (Map.Entry<TopicPartition, Long> end : sample.ends().entrySet()) {
            if (end.getKey().topic().equals(topic)) {
                kept += end.getValue() - sample.first().getOrDefault(end.getKey(), 0L);
            }
        }
        return kept;
    }
}
