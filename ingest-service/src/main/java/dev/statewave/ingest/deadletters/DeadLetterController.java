package dev.statewave.ingest.deadletters;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.ingest.deadletters.DeadLetterInbox.Found;
import dev.statewave.ingest.deadletters.DeadLetterInbox.Group;
import dev.statewave.ingest.web.BlockingCalls;
import dev.statewave.platform.web.RequestBodies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code /admin/dead-letters}: the inbox, one of it, and what is done with it. */
@RestController
class DeadLetterController {

    private static final int MOST_BYTES = 1024 * 1024;
    private static final int SHOWN_BYTES = 64 * 1024;
    /** Bytes of one header that are shown. */
    private static final int HEADER_BYTES = 4 * 1024;
    /** Headers that are shown. */
    private static final int MOST_HEADERS = 200;

    private final DeadLetterInbox inbox;
    private final DeadLetterActions actions;
    private final LetterStateRepository states;
    private final BlockingCalls calls;

    DeadLetterController(
            DeadLetterInbox inbox, DeadLetterActions actions, LetterStateRepository states, BlockingCalls calls) {
        this.inbox = inbox;
        this.actions = actions;
        this.states = states;
        this.calls = calls;
    }

    /** @param groupsComplete whether the groups count everything; a page behind the first one has no groups */
    record InboxBody(
            @Nullable List<Group> groups,
            boolean groupsComplete,
            List<Letter> letters,
            @Nullable String nextCursor,
            int limit) {}

    record HeaderBody(String name, @Nullable String value, String encoding) {}

    /** @param state {@code open}, {@code redriving}, {@code redriven} or {@code dropped} */
    record LetterBody(
            Letter letter,
            String state,
            List<HeaderBody> headers,
            @Nullable LetterValue value) {}

    @GetMapping("/admin/dead-letters")
    Mono<InboxBody> list(@RequestParam Map<String, String> parameters) {
        FieldReader query = FieldReader.query(parameters);
        LetterFilter filter = LetterFilter.read(query);
        String text = query.optionalText("cursor", 1_024);
        int limit = query.integer("limit", 1, 200, 50);
        query.check();
        LetterCursor cursor = text == null || text.isEmpty() ? null : LetterCursor.parse(text);
        return calls.run(() -> inbox.page(filter, cursor, limit))
                .map(page -> new InboxBody(
                        page.groups(),
                        page.groupsComplete(),
                        page.letters(),
                        page.next() == null ? null : page.next().encoded(),
                        limit));
    }

    @GetMapping("/admin/dead-letters/{letterId}")
    Mono<LetterBody> one(@PathVariable String letterId, @RequestParam Map<String, String> parameters) {
        FieldReader path = FieldReader.path(Json.object().put("letter_id", letterId));
        String id = path.requiredText("letter_id", 1, 512);
        path.check();
        FieldReader query = FieldReader.query(parameters);
        int most = query.integer("max_bytes", 1, MOST_BYTES, SHOWN_BYTES);
        query.check();
        return calls.run(() -> {
            Found found = inbox.findAll(List.of(id)).get(id);
            if (found == null) {
                throw ApiException.notFound("There is no such dead letter, or none any more");
            }
            String state = states.handled(List.of(found.letter())).getOrDefault(id, "open");
            var record = found.record();
            return record == null
                    ? new LetterBody(found.letter(), state, List.of(), null)
                    : new LetterBody(found.letter(), state, headers(record), LetterValue.of(record.value(), most));
        });
    }

    private static List<HeaderBody> headers(ConsumerRecord<byte[], byte[]> record) {
        var headers = new ArrayList<HeaderBody>();
        record.headers().forEach(header -> {
            if (headers.size() < MOST_HEADERS) {
                LetterValue value = LetterValue.of(header.value(), HEADER_BYTES);
                headers.add(new HeaderBody(header.key(), value.value(), value.encoding()));
            }
        });
        return headers;
    }

    @PostMapping("/admin/dead-letters/redrive")
    Mono<DeadLetterActions.Outcome> redrive(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return RequestBodies.read(body, LetterSelection::redrive)
                .flatMap(selection -> calls.run(() -> actions.redrive(selection, Actor.parse(actor), requestId)));
    }

    @PostMapping("/admin/dead-letters/drop")
    Mono<DeadLetterActions.Outcome> drop(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return RequestBodies.read(body, LetterSelection::drop)
                .flatMap(selection -> calls.run(() -> actions.drop(selection, Actor.parse(actor), requestId)));
    }
}
