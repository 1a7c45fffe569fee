package dev.statewave.context.search;

import dev.statewave.context.embedding.QueryEmbeddings;
import dev.statewave.context.store.DatabaseAway;
import dev.statewave.context.store.Memories;
import dev.statewave.context.web.RequestLog;
import dev.statewave.schemas.rest.FieldReader;
import dev.statewave.schemas.rest.Headers;
import dev.statewave.schemas.rest.MemoryBody;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /v1/memories/search}: by meaning where that is asked for and possible, else by text. */
@RestController
class SearchController {

    private static final Logger log = LoggerFactory.getLogger(SearchController.class);

    private final Memories memories;
    private final QueryEmbeddings embeddings;

    SearchController(Memories memories, QueryEmbeddings embeddings) {
        this.memories = memories;
        this.embeddings = embeddings;
    }

    record FoundBody(List<MemoryBody> memories) {}

    @GetMapping("/v1/memories/search")
    Mono<FoundBody> search(@RequestParam Map<String, String> parameters, @RequestHeader(name = Headers.TENANT, required = false) String tenant) {
        FieldReader fields = FieldReader.query(parameters);
        String subject = fields.requiredId("subject_id");
        String kind = fields.optionalText("kind", 256);
        String text = fields.optionalText("q", 10_000);
        boolean semantic = fields.bool("semantic", false);
        int limit = fields.integer("limit", 1, 200, 20);
        fields.check();
        Mono<List<MemoryBody>> byText = memories.newest(subject, tenant, kind, text, limit).collectList();
        Mono<float[]> question = semantic ? embeddings.embed(text) : Mono.empty();
        return question.flatMap(vector -> memories.nearest(subject, tenant, kind, vector, limit).collectList())
                // Where the database does not answer at all, a second query would only wait once more.
                .onErrorResume(failure -> !DatabaseAway.is(failure), RequestLog.goOnWithout(log, "A search by meaning becomes one by text: {}"))
                .switchIfEmpty(byText).map(FoundBody::new);
    }
}
