package dev.statewave.context.search;

import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.MemoryBody;
import java.util.List;
import java.util.Map;
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

    SearchController(MemorySearch search) {
        this.search = search;
    }

    record FoundBody(List<MemoryBody> memories) {}

    @GetMapping("/v1/memories/search")
    Mono<FoundBody> search(
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant) {
        return search.find(SearchRequest.read(parameters), tenant).map(FoundBody::new);
    }
}
