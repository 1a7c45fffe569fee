package dev.statewave.context.portability;

import dev.statewave.context.web.WorkThreads;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.portability.ExportDocument;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.SubjectPath;
import dev.statewave.platform.portability.SubjectReader;
import dev.statewave.platform.portability.SubjectRows;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /admin/export/{subject_id}}: all that a subject has, as one document with a checksum. */
@RestController
class ExportController {

    private static final String PREFIX = "/admin/export/";

    private final SubjectReader reader;
    private final WorkThreads threads;
    private final Clock clock;

    ExportController(SubjectReader reader, WorkThreads threads, Clock clock) {
        this.reader = reader;
        this.threads = threads;
        this.clock = clock;
    }

    @GetMapping(PREFIX + "{*rest}")
    Mono<ResponseEntity<byte[]>> export(
            ServerHttpRequest request, @RequestParam Map<String, String> parameters, PolicyCaller caller) {
        String subject = SubjectPath.subject(request.getURI().getRawPath(), PREFIX, "");
        FieldReader fields = FieldReader.query(parameters);
        String tenant = fields.has("tenant_id") ? fields.requiredIdOrEmpty("tenant_id") : null;
        fields.check();
        return reader.admitted(document(subject, tenant, caller)).map(document -> ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(document));
    }

    private Mono<byte[]> document(String subject, @Nullable String tenant, PolicyCaller caller) {
        return reader.find(subject, tenant)
                .flatMap(Mono::justOrEmpty)
                .flatMap(key -> reader.read(key, caller))
                .filter(rows -> !rows.episodes().isEmpty() || !rows.memories().isEmpty())
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("Subject not found")))
                .publishOn(threads.scheduler())
                .map(this::write);
    }

    private byte[] write(SubjectRows rows) {
        return new ExportDocument(rows.key().subject(), rows.key().tenantOrNull(), WireTime.micros(clock.instant()))
                .write(rows.episodes(), rows.memories(), rows.resolutions());
    }
}
