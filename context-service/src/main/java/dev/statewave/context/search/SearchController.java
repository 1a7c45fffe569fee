package dev.statewave.context.search;

import dev.statewave.context.uses.MemoryUses;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.policy.PolicyViews;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /v1/memories/search}. */
@RestController
class SearchController {

    private final MemorySearch search;
    private final PolicyViews policies;
    private final MemoryUses uses;

    SearchController(MemorySearch search, PolicyViews policies, MemoryUses uses) {
        this.search = search;
        this.policies = policies;
        this.uses = uses;
    }

    record FoundBody(List<MemoryBody> memories) {}

    @GetMapping("/v1/memories/search")
    Mono<FoundBody> search(
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            PolicyCaller caller) {
        SearchRequest request = SearchRequest.read(parameters);
        return policies.ofRead(request.subject(), tenant, caller)
                .flatMap(view -> search.find(request, tenant, view))
                .doOnNext(found ->
                        uses.note(request.subject(), tenant, found.stream().map(MemoryBody::id), Stream.empty()))
                .map(FoundBody::new);
    }
}
