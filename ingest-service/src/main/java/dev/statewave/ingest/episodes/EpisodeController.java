package dev.statewave.ingest.episodes;

import dev.statewave.contract.rest.EpisodeInput;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.ingest.web.WriteAnswer;
import java.util.List;
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
            @RequestBody(required = false) byte[] body,
            @RequestHeader(name = Headers.TENANT, required = false) String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) String requestId,
            @RequestHeader(name = "Prefer", required = false) String prefer) {
        FieldReader fields = FieldReader.body(body);
        EpisodeInput input = EpisodeInput.read(fields);
        fields.check();
        return recorder.record(
                        List.of(input.checkSize(body.length)), tenant, requestId, WriteAnswer.respondAsync(prefer))
                .map(this::single);
    }

    @PostMapping("/v1/episodes/batch")
    Mono<ResponseEntity<Object>> recordBatch(
            @RequestBody(required = false) byte[] body,
            @RequestHeader(name = Headers.TENANT, required = false) String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) String requestId,
            @RequestHeader(name = "Prefer", required = false) String prefer) {
        FieldReader fields = FieldReader.body(body);
        List<EpisodeInput> inputs = EpisodeInput.readBatch(fields);
        fields.check();
        inputs.forEach(input -> input.checkSize(body.length));
        return recorder.recordBatch(inputs, tenant, requestId, WriteAnswer.respondAsync(prefer))
                .map(this::batch);
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
