package dev.statewave.context.events;

import dev.statewave.contract.events.EventTypes;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code GET /v1/events}: a page, after a wait where there is nothing yet, or a stream of server-sent events. */
@RestController
class EventController {

    private static final int LONGEST_WAIT_SECONDS = 30;
    private static final int MOST = 500;
    private static final int DEFAULT = 100;
    private static final int STREAMED = 100;
    private static final int LONGEST_CURSOR = 8_192;
    /** The first events that Kafka has. */
    private static final String EARLIEST = "earliest";
    /** So that proxies do not take a stream for dead, and a reader that left is noticed. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final EventReader reader;

    EventController(EventReader reader) {
        this.reader = reader;
    }

    /** @param hasMore whether there was more to look at, whether or not it fits */
    record EventsBody(List<EventBody> events, String nextCursor, boolean hasMore) {}

    @GetMapping("/v1/events")
    Mono<EventsBody> page(
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant) {
        FieldReader query = FieldReader.query(parameters);
        EventFilter filter = filter(query, tenant);
        String cursor = query.optionalText("cursor", LONGEST_CURSOR);
        int wait = query.integer("wait_seconds", 0, LONGEST_WAIT_SECONDS, 0);
        int limit = query.integer("limit", 1, MOST, DEFAULT);
        query.check();
        return reader.page(place(cursor), filter, limit, Duration.ofSeconds(wait))
                .map(page -> new EventsBody(
                        page.events().stream().map(EventPage.Found::body).toList(),
                        page.next().encoded(),
                        page.more()));
    }

    @GetMapping(path = "/v1/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<String>> stream(
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant) {
        FieldReader query = FieldReader.query(parameters);
        EventFilter filter = filter(query, tenant);
        String cursor = query.optionalText("cursor", LONGEST_CURSOR);
        query.check();
        if (last != null && last.length() > LONGEST_CURSOR) {
            throw ApiException.of(422, "invalid_cursor", "The header Last-Event-ID is the id of no event.");
        }
        Flux<ServerSentEvent<String>> events = reader.stream(
                        place(last == null || last.isEmpty() ? cursor : last), filter, STREAMED)
                .map(found -> ServerSentEvent.builder(Json.text(found.body()))
                        .id(found.after().encoded())
                        .event(found.body().event())
                        .build());
        // The first one at once: a client knows then that it is connected.
        Flux<ServerSentEvent<String>> heartbeats = Flux.interval(Duration.ZERO, HEARTBEAT)
                .onBackpressureDrop()
                .map(beat -> ServerSentEvent.<String>builder().comment("").build());
        return Flux.merge(events, heartbeats);
    }

    private static @Nullable EventCursor place(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        return cursor.equals(EARLIEST) ? new EventCursor(Map.of()) : EventCursor.parse(cursor);
    }

    private static EventFilter filter(FieldReader query, @Nullable String tenant) {
        String types = query.optionalText("types", 1_000);
        String prefix = query.optionalText("subject_prefix", 256);
        Set<String> named = types == null
                ? Set.of()
                : Arrays.stream(types.split(","))
                        .map(String::strip)
                        .filter(type -> !type.isEmpty())
                        .collect(Collectors.toUnmodifiableSet());
        if (!EventTypes.ALL.containsAll(named)) {
            query.invalid("types", "Input should be names of events, separated by commas: " + EventTypes.ALL);
        }
        return new EventFilter(tenant == null ? "" : tenant, named, prefix == null ? "" : prefix);
    }
}
