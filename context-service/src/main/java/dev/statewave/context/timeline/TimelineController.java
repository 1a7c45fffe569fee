package dev.statewave.context.timeline;

import dev.statewave.context.store.EpisodeRepository;
import dev.statewave.context.store.MemoryRepository;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.policy.PolicyViews;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code GET /v1/timeline}: episodes in the order in which they happened, and memories in the order in which they
 * became true; without a page named, the newest ones.
 */
@RestController
class TimelineController {

    /** A larger page is cut to this and not refused: there are clients that ask for a thousand. */
    private static final int LARGEST_PAGE = 200;

    private final ScopedReads database;
    private final EpisodeRepository episodes;
    private final MemoryRepository memories;
    private final PolicyViews policies;

    TimelineController(
            ScopedReads database, EpisodeRepository episodes, MemoryRepository memories, PolicyViews policies) {
        this.database = database;
        this.episodes = episodes;
        this.memories = memories;
        this.policies = policies;
    }

    record TimelineBody(
            String subjectId,
            List<EpisodeBody> episodes,
            List<MemoryBody> memories,
            boolean episodesHasMore,
            boolean memoriesHasMore) {}

    @GetMapping("/v1/timeline")
    Mono<TimelineBody> timeline(
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            PolicyCaller caller) {
        FieldReader fields = FieldReader.query(parameters);
        String subject = fields.requiredId("subject_id");
        int limit = Math.min(fields.integer("limit", 1, Integer.MAX_VALUE, 100), LARGEST_PAGE);
        int offset = fields.integer("offset", 0, Integer.MAX_VALUE, 0);
        Instant since = fields.time("since");
        Instant until = fields.time("until");
        boolean newestFirst = fields.bool("newest_first", !paged(parameters));
        String kinds = fields.optionalText("kinds", 10_000);
        fields.check();
        List<String> types = kinds == null
                ? EpisodeRepository.ALL_TYPES
                : Arrays.stream(kinds.split(","))
                        .map(String::strip)
                        .filter(kind -> !kind.isEmpty())
                        .toList();
        return policies.ofRead(subject, tenant, caller).flatMap(view -> {
            // One more than the page tells whether there is a next one.
            var happened =
                    episodes.timeline(subject, tenant, view, types, since, until, newestFirst, limit + 1, offset);
            var known = memories.timeline(subject, tenant, view, since, until, newestFirst, limit + 1, offset);
            return database.together(TenantScope.ofReader(tenant), List.of(happened, known))
                    .map(found -> new TimelineBody(
                            subject,
                            page(found.of(happened), newestFirst, limit),
                            page(found.of(known), newestFirst, limit),
                            found.of(happened).size() > limit,
                            found.of(known).size() > limit));
        });
    }

    // Who turns pages begins with the first one; who asks for no page wants to know what is new.
    private static boolean paged(Map<String, String> parameters) {
        return parameters.containsKey("limit") || parameters.containsKey("offset");
    }

    /** Always the earliest first, whichever end it was taken from. */
    private static <T> List<T> page(List<T> found, boolean newestFirst, int limit) {
        List<T> page = found.subList(0, Math.min(limit, found.size()));
        return newestFirst ? page.reversed() : page;
    }
}
