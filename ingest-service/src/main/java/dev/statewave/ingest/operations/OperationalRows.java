package dev.statewave.ingest.operations;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.audit.AdminAction;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.postgres.TenantScope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Deletes rows that tell operators how something went. They say nothing that a subject said, and their owners delete
 * them too once they are old, so this needs no turn on the subject log. Rows that somebody else has locked are passed
 * over, so it waits for nobody and nobody for it. The note of the action is part of the statement.
 */
@Component
class OperationalRows {

    private static final String DELETE = """
            WITH gone AS (
                DELETE FROM %1$s WHERE %2$s IN (
                    SELECT %2$s FROM %1$s
                    WHERE status = ANY ($1) AND ($2 = '' OR %3$s = $2) AND ($3 = '' OR tenant_id = $3)
                    FOR UPDATE SKIP LOCKED)
                RETURNING 1),
            counted AS (SELECT count(*) AS deleted FROM gone),
            noted AS (
                INSERT INTO admin_actions (tenant_id, actor_id, actor_name, action, target, details, request_id)
                SELECT $3, $4, $5, $6, $2, jsonb_build_object('status', $1::text[], 'deleted', deleted), nullif($7, '')
                FROM counted)
            SELECT deleted FROM counted""";

    private final ScopedWrites database;

    OperationalRows(ScopedWrites database) {
        this.database = database;
    }

    /**
     * Which rows; all that is named has to fit.
     *
     * @param statuses only these
     * @param about of the column that the table is also filtered by; empty for any
     * @param tenant empty for all
     */
    record Filter(Set<String> statuses, String about, String tenant) {

        /**
         * @param about the parameter for {@link #about}
         * @param terminal the states that rows may be deleted in
         * @throws ApiException 400 where nothing is named, or a state that is not terminal
         */
        static Filter read(Map<String, String> parameters, String about, Set<String> terminal) {
            FieldReader query = FieldReader.query(parameters);
            String status = query.optionalText("status", 64);
            String named = query.optionalText(about, 256);
            String tenant = query.optionalText("tenant_id", 256);
            query.check();
            if (orEmpty(status).isEmpty()
                    && orEmpty(named).isEmpty()
                    && orEmpty(tenant).isEmpty()) {
                throw ApiException.of(400, "bad_request", "Name status, %s or tenant_id.".formatted(about));
            }
            if (!orEmpty(status).isEmpty() && !terminal.contains(status)) {
                throw ApiException.of(
                        400,
                        "bad_request",
                        "Rows can be deleted in the states %s."
                                .formatted(String.join(
                                        " and ", terminal.stream().sorted().toList())));
            }
            return new Filter(
                    orEmpty(status).isEmpty() ? terminal : Set.of(orEmpty(status)), orEmpty(named), orEmpty(tenant));
        }

        private static String orEmpty(@Nullable String text) {
            return text == null ? "" : text;
        }
    }

    /** @return how many */
    Mono<Long> deleteJobs(Filter filter, Actor actor, @Nullable String requestId) {
        String sql = DELETE.formatted("compile_jobs", "job_id", "subject_id");
        return delete(sql, filter, actor, AdminAction.JOBS_DELETE, requestId);
    }

    /** As {@link #deleteJobs}, of the one job whose id the filter is about. */
    Mono<Long> deleteJob(Filter filter, Actor actor, @Nullable String requestId) {
        String sql = DELETE.formatted("compile_jobs", "job_id", "job_id");
        return delete(sql, filter, actor, AdminAction.JOBS_DELETE, requestId);
    }

    /** @return how many */
    Mono<Long> deleteDeliveries(Filter filter, Actor actor, @Nullable String requestId) {
        String sql = DELETE.formatted("webhook_deliveries", "id", "event");
        return delete(sql, filter, actor, AdminAction.WEBHOOKS_DELETE, requestId);
    }

    private Mono<Long> delete(String sql, Filter filter, Actor actor, AdminAction action, @Nullable String requestId) {
        List<Object> values = List.of(
                filter.statuses().stream().sorted().toArray(String[]::new),
                filter.about(),
                filter.tenant(),
                actor.id(),
                actor.name(),
                action.wire(),
                requestId == null ? "" : requestId);
        return database.returning(
                        TenantScope.ofReader(filter.tenant()), sql, values, row -> row.get("deleted", Long.class))
                .map(List::getFirst);
    }
}
