package dev.statewave.platform.policy;

import dev.statewave.contract.policy.PolicyBundleReader;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.policy.PolicyMode;
import dev.statewave.contract.policy.PolicyRule;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.policy.PolicyView.Hit;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Works out what a caller is shown of a subject, before anything of it is read. Without a bundle that concerns the
 * caller this asks nothing of the database but, every two seconds, whether there is one.
 *
 * <p>Besides the memories that rules fire for, it finds what would show their texts all the same: episodes that they
 * were made of, and summaries and passages of these episodes.
 */
public final class PolicyViews {

    /** Memories that are looked at for one request; a subject with more is refused. */
    private static final int MOST = 50_000;

    private static final String COLUMNS = """
            m.id, m.tenant_id, m.kind, m.sensitivity_labels, m.source_episode_ids,
                m.status = 'active' AND (m.valid_to IS NULL OR m.valid_to > now()) AS valid""";

    private static final String ALL = "SELECT " + COLUMNS + " FROM memories m WHERE %s LIMIT " + (MOST + 1);

    private static final String LABELLED =
            "SELECT " + COLUMNS + " FROM memories m WHERE %s AND m.sensitivity_labels <> '{}' LIMIT " + (MOST + 1);

    // Where nothing has a label, the second part is not run at all.
    private static final String WITH_DERIVED =
            "WITH labelled AS MATERIALIZED (" + LABELLED + ")" + """

            SELECT * FROM labelled
            UNION ALL (
                SELECT """ + " " + COLUMNS + """

                FROM memories m
                WHERE (SELECT count(*) FROM labelled) > 0 AND %s AND m.sensitivity_labels = '{}'
                  AND m.kind NOT IN ('profile_fact', 'procedure') AND EXISTS (
                    SELECT FROM unnest(m.source_episode_ids) AS source (id)
                    WHERE source.id IN (SELECT unnest(source_episode_ids) FROM labelled))
                LIMIT """ + " " + (MOST + 1) + ")";

    private static final String TENANTS = "SELECT DISTINCT tenant_id FROM memories WHERE subject_id = $1";

    private static final String PAST_TENANTS =
            TENANTS + " UNION SELECT tenant_id FROM memory_history WHERE subject_id = $1";

    // What a rebuild took out of a subject is read by who asks for the past, so rules are asked of it too.
    private static final String PRESENT = "FROM memories m";

    private static final String PAST = """
            FROM (
                SELECT id, tenant_id, subject_id, kind, sensitivity_labels, source_episode_ids, status, valid_to
                FROM memories WHERE subject_id = $1
                UNION ALL
                SELECT r.id, r.tenant_id, r.subject_id, r.kind, r.sensitivity_labels, r.source_episode_ids,
                    'superseded', r.valid_to
                FROM memory_history h CROSS JOIN LATERAL jsonb_populate_record(NULL::memories, h.before) r
                WHERE h.subject_id = $1 AND h.removed) m""";

    private final ScopedReads database;
    private final PolicyRepository policies;
    private final PolicyHits hits;

    public PolicyViews(ScopedReads database, PolicyRepository policies, PolicyHits hits) {
        this.database = database;
        this.policies = policies;
        this.hits = hits;
    }

    /**
     * For what is answered from many memories, as a context: tells also what rules say that are not enforced.
     *
     * @param tenant null or empty for any
     * @return an {@link ApiException} 401 where the tenant wants to know who asks
     */
    public Mono<PolicyView> ofAnswer(String subject, @Nullable String tenant, PolicyCaller caller) {
        return policy(tenant)
                .map(policy -> checked(policy, caller))
                .flatMap(policy -> view(subject, tenant, caller, policy, Look.ANSWER));
    }

    /** As {@link #ofAnswer}, for what is answered from the past: the policy and the labels of now decide. */
    public Mono<PolicyView> ofPastAnswer(String subject, @Nullable String tenant, PolicyCaller caller) {
        return policy(tenant)
                .map(policy -> checked(policy, caller))
                .flatMap(policy -> view(subject, tenant, caller, policy, Look.PAST_ANSWER));
    }

    /** As {@link #ofRead}, for what is read of the past. */
    public Mono<PolicyView> ofPastRead(String subject, @Nullable String tenant, PolicyCaller caller) {
        return policy(tenant)
                .map(policy -> checked(policy, caller))
                .flatMap(policy -> view(subject, tenant, caller, policy, Look.PAST_READ));
    }

    /** As {@link #ofAdministrator}, for what is read of the past. */
    public Mono<PolicyView> ofPastAdministrator(String subject, @Nullable String tenant, PolicyCaller caller) {
        return caller.isNamed()
                ? policy(tenant).flatMap(policy -> view(subject, tenant, caller, policy, Look.PAST_READ))
                : Mono.just(PolicyView.OPEN);
    }

    /**
     * What a caller would be shown by a bundle that a receipt holds. Nothing of it is counted.
     *
     * @param content of the bundle, as it was uploaded; null where none was active
     * @param past whether the past is asked for
     * @throws dev.statewave.contract.policy.InvalidPolicyException where it is no bundle
     */
    public Mono<PolicyView> ofBundle(
            String subject,
            @Nullable String tenant,
            PolicyCaller caller,
            @Nullable String content,
            PolicyMode mode,
            boolean past) {
        TenantPolicy.Active active = content == null
                ? null
                : new TenantPolicy.Active(
                        Objects.requireNonNullElse(tenant, ""), content, PolicyBundleReader.read(content));
        return view(subject, tenant, caller, new TenantPolicy(mode, false, active), new Look(true, past, false));
    }

    /**
     * What is looked at.
     *
     * @param logged whether rules are asked that are not enforced
     * @param past whether memories are too that a rebuild took out
     * @param live whether the policies are those of now, and what fires is counted
     */
    private record Look(boolean logged, boolean past, boolean live) {
        static final Look ANSWER = new Look(true, false, true);
        static final Look READ = new Look(false, false, true);
        static final Look PAST_ANSWER = new Look(true, true, true);
        static final Look PAST_READ = new Look(false, true, true);
    }

    /** For any other read; otherwise as {@link #ofAnswer}. */
    public Mono<PolicyView> ofRead(String subject, @Nullable String tenant, PolicyCaller caller) {
        return policy(tenant)
                .map(policy -> checked(policy, caller))
                .flatMap(policy -> view(subject, tenant, caller, policy, Look.READ));
    }

    /** For a read by a key of an administrator, who sees all unless the request names somebody else. */
    public Mono<PolicyView> ofAdministrator(String subject, @Nullable String tenant, PolicyCaller caller) {
        return caller.isNamed()
                ? policy(tenant).flatMap(policy -> view(subject, tenant, caller, policy, Look.READ))
                : Mono.just(PolicyView.OPEN);
    }

    /**
     * Those of a subject's memories that a caller is shown, as they may be shown; none where the tenant wants to know
     * who asks, and nobody says it. For what must be answered anyhow, as the state of a job.
     */
    public Mono<List<MemoryBody>> shown(
            String subject, @Nullable String tenant, PolicyCaller caller, List<MemoryBody> memories) {
        return policy(tenant)
                .flatMap(policy -> policy.requireCaller() && !caller.isComplete()
                        ? Mono.just(List.of())
                        : view(subject, tenant, caller, policy, Look.READ).map(view -> view.shown(memories)));
    }

    private Mono<TenantPolicy> policy(@Nullable String tenant) {
        return policies.find(Objects.requireNonNullElse(tenant, ""));
    }

    private static TenantPolicy checked(TenantPolicy policy, PolicyCaller caller) {
        if (policy.requireCaller() && !caller.isComplete()) {
            throw ApiException.of(
                    401,
                    "caller_identity_required",
                    "Say who asks: caller_id and caller_type in the body, or the headers X-Caller-Id and X-Caller-Type.");
        }
        return policy;
    }

    private Mono<PolicyView> view(
            String subject, @Nullable String tenant, PolicyCaller caller, TenantPolicy own, Look look) {
        boolean ofAll = tenant == null || tenant.isEmpty();
        return (ofAll ? policiesOf(subject, own, look) : Mono.just(Map.of(tenant, own))).flatMap(known -> {
            List<TenantPolicy> asked = known.values().stream()
                    .filter(policy -> isAsked(policy, caller, look.logged()))
                    .toList();
            if (asked.isEmpty()) {
                return Mono.just(new PolicyView(own.mode(), own.active(), List.of(), List.of(), Set.of()));
            }
            String sql = sql(asked, caller, ofAll);
            return rows(subject, tenant, look.past() ? sql.replace(PRESENT, PAST) : sql)
                    .map(rows -> decided(rows, known, own, caller, look));
        });
    }

    private static boolean isAsked(TenantPolicy policy, PolicyCaller caller, boolean logged) {
        return policy.active() != null
                && (policy.enforces() || logged)
                && policy.active().bundle().concerns(caller);
    }

    /** Of each tenant that has the subject, for a reader who names none; empty where no tenant has a bundle. */
    private Mono<Map<String, TenantPolicy>> policiesOf(String subject, TenantPolicy own, Look look) {
        return (look.live() ? policies.any() : Mono.just(own.active() != null))
                .flatMapMany(any -> any
                        ? database.run(
                                TenantScope.ALL,
                                look.past() ? PAST_TENANTS : TENANTS,
                                List.of(subject),
                                row -> row.get("tenant_id", String.class))
                        : Flux.<String>empty())
                .collectList()
                .flatMapIterable(tenants -> tenants)
                .concatMap(tenant ->
                        (look.live() ? policies.find(tenant) : Mono.just(own)).map(policy -> Map.entry(tenant, policy)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private static String sql(List<TenantPolicy> asked, PolicyCaller caller, boolean ofAll) {
        String which = ofAll ? "m.subject_id = $1" : "m.subject_id = $1 AND m.tenant_id = $2";
        boolean unlabelled = asked.stream()
                .anyMatch(policy ->
                        Objects.requireNonNull(policy.active()).bundle().concernsUnlabelled(caller));
        if (unlabelled) {
            return ALL.formatted(which);
        }
        return asked.stream().anyMatch(TenantPolicy::enforces)
                ? WITH_DERIVED.formatted(which, which)
                : LABELLED.formatted(which);
    }

    private record Row(UUID id, String tenant, String kind, List<String> labels, List<UUID> sources, boolean valid) {

        static Row read(Readable row) {
            return new Row(
                    row.get("id", UUID.class),
                    row.get("tenant_id", String.class),
                    row.get("kind", String.class),
                    List.of(row.get("sensitivity_labels", String[].class)),
                    List.of(row.get("source_episode_ids", UUID[].class)),
                    row.get("valid", Boolean.class));
        }

        Hit hit(PolicyRule rule, boolean inherited) {
            // To clients a passage is a summary.
            return new Hit(rule, id, kind.equals("passage") ? "episode_summary" : kind, inherited, valid);
        }

        /** Whether it is a text about whole episodes, and not a statement that stands for itself. */
        boolean isDerived() {
            return !kind.equals("profile_fact") && !kind.equals("procedure");
        }
    }

    private Mono<List<Row>> rows(String subject, @Nullable String tenant, String sql) {
        List<Object> values = tenant == null || tenant.isEmpty() ? List.of(subject) : List.of(subject, tenant);
        return database.run(TenantScope.ofReader(tenant), sql, values, Row::read)
                .collectList()
                .map(rows -> {
                    if (rows.size() > MOST) {
                        throw ApiException.tooLarge(
                                "The policy concerns more than %d memories of this subject.".formatted(MOST));
                    }
                    return rows;
                });
    }

    private PolicyView decided(
            List<Row> rows, Map<String, TenantPolicy> known, TenantPolicy own, PolicyCaller caller, Look look) {
        var fired = new HashMap<UUID, Hit>();
        var enforced = new HashMap<UUID, Hit>();
        var episodes = new HashMap<UUID, PolicyRule>();
        for (Row row : rows) {
            TenantPolicy policy = known.get(row.tenant());
            // A tenant whose first memory was written just now is not known, and asked for the next time.
            if (policy == null || !isAsked(policy, caller, look.logged())) {
                continue;
            }
            Objects.requireNonNull(policy.active())
                    .bundle()
                    .evaluate(row.labels(), caller)
                    .ifPresent(rule -> {
                        var hit = row.hit(rule, false);
                        fired.put(row.id(), hit);
                        if (policy.enforces()) {
                            enforced.put(row.id(), hit);
                            row.sources().forEach(source -> episodes.merge(source, rule, PolicyViews::stronger));
                        }
                    });
        }
        if (look.live()) {
            count(rows, fired, known);
        }
        for (Row row : rows) {
            row.sources().stream()
                    .map(episodes::get)
                    .filter(Objects::nonNull)
                    .reduce(PolicyViews::stronger)
                    .filter(rule -> row.isDerived())
                    .ifPresent(rule -> inherit(row, rule, fired, enforced));
        }
        return new PolicyView(own.mode(), own.active(), fired.values(), enforced.values(), episodes.keySet());
    }

    private static void inherit(Row row, PolicyRule rule, Map<UUID, Hit> fired, Map<UUID, Hit> enforced) {
        Hit already = enforced.get(row.id());
        if (already == null || rule.action().isStrongerThan(already.rule().action())) {
            var hit = row.hit(rule, true);
            enforced.put(row.id(), hit);
            fired.put(row.id(), hit);
        }
    }

    private static PolicyRule stronger(PolicyRule one, PolicyRule other) {
        return other.action().isStrongerThan(one.action()) ? other : one;
    }

    private void count(List<Row> rows, Map<UUID, Hit> fired, Map<String, TenantPolicy> known) {
        if (fired.isEmpty()) {
            return;
        }
        Map<String, List<PolicyRule>> byTenant = rows.stream()
                .filter(row -> row.valid() && fired.containsKey(row.id()))
                .collect(Collectors.groupingBy(
                        Row::tenant,
                        Collectors.mapping(
                                row -> Objects.requireNonNull(fired.get(row.id()))
                                        .rule(),
                                Collectors.toList())));
        byTenant.forEach((tenant, rules) -> {
            TenantPolicy policy = Objects.requireNonNull(known.get(tenant));
            hits.add(Objects.requireNonNull(policy.active()), policy.mode(), rules);
        });
    }
}
