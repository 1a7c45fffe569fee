package dev.statewave.ingest.episodes;

import dev.statewave.contract.rest.EpisodeInput;
import dev.statewave.contract.rest.Headers;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.web.RequestBodies;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /v1/episodes} and {@code /v1/episodes/batch}. */
@RestController
class EpisodeController {

    private final EpisodeRecorder recorder;

    EpisodeController(EpisodeRecorder recorder) {
        this.recorder = recorder;
    }

    @PostMapping("/v1/episodes")
    Mono<ResponseEntity<Object>> record(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId,
            @RequestHeader(name = "Prefer", required = false) @Nullable String prefer) {
        return RequestBodies.read(body, EpisodeInput::read)
                .flatMap(input -> recorder.record(
                        List.of(input.checkSize(length(body))), tenant, requestId, WriteAnswer.respondAsync(prefer)))
                .map(this::single);
    }

    @PostMapping("/v1/episodes/batch")
    Mono<ResponseEntity<Object>> recordBatch(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId,
            @RequestHeader(name = "Prefer", required = false) @Nullable String prefer) {
        return RequestBodies.read(body, EpisodeInput::readBatch)
                .doOnNext(inputs -> inputs.forEach(input -> input.checkSize(length(body))))
                .flatMap(inputs -> recorder.recordBatch(inputs, tenant, requestId, WriteAnswer.respondAsync(prefer)))
                .map(this::batch);
    }

    private static int length(byte @Nullable [] body) {
        return body == null ? 0 : body.length;
    }

    private ResponseEntity<Object> single(Recorded recorded) {
        return WriteAnswer.of(
                !recorded.persisted() ? 202 : recorded.created() == 0 ? 200 : 201,
                recorded.persisted(),
                recorded.episodes().getFirst());
    }

    private ResponseEntity<Object> batch(Recorded recorded) {
        return WriteAnswer.of(
                recorded.persisted() ? 201 : 202,
                recorded.persisted(),
                new BatchBody(recorded.created(), recorded.episodes()));
    }
}
