package dev.statewave.ingest.portability;

import dev.statewave.contract.portability.ImportDocument;
import dev.statewave.contract.portability.SubjectContents;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.portability.SubjectReader;
import dev.statewave.platform.web.RequestBodies;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /admin/import}: puts an exported subject in, under its own name or another one. */
@RestController
class ImportController {

    private final SubjectImporter importer;
    private final SubjectReader places;

    ImportController(SubjectImporter importer, SubjectReader places) {
        this.importer = importer;
        this.places = places;
    }

    private record Request(SubjectKey key, SubjectContents contents, boolean preserveIds) {}

    /** What was imported. */
    record ImportedBody(
            String subjectId,
            @Nullable String tenantId,
            int episodesImported,
            int memoriesImported,
            int resolutionsImported,
            boolean idsPreserved) {}

    @PostMapping("/admin/import")
    Mono<ResponseEntity<Object>> importDocument(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return places.admitted(
                RequestBodies.read(body, ImportController::request).flatMap(request -> run(request, requestId)));
    }

    @SuppressWarnings("NullAway") // A null is never seen: check() throws before.
    private static @Nullable Request request(FieldReader fields) {
        String target = fields.has("target_subject_id") ? fields.requiredId("target_subject_id") : null;
        String targetTenant = fields.has("target_tenant_id") ? fields.requiredIdOrEmpty("target_tenant_id") : null;
        boolean preserve = fields.bool("preserve_ids", true);
        FieldReader given = fields.requiredFields("document");
        if (fields.hasErrors()) {
            return null;
        }
        ImportDocument document = ImportDocument.read(given);
        if (document == null) {
            return null;
        }
        String tenant = targetTenant == null || targetTenant.isEmpty() ? document.tenant() : targetTenant;
        return new Request(
                SubjectKey.of(tenant, target == null ? document.subject() : target),
                preserve ? document.contents() : document.contents().withNewIds(),
                preserve);
    }

    private Mono<ResponseEntity<Object>> run(Request request, @Nullable String requestId) {
        SubjectContents contents = request.contents();
        Mono<Void> checked = request.preserveIds() ? importer.checkIds(contents) : Mono.empty();
        return checked.then(Mono.defer(() -> importer.run(
                        contents.isEmpty() && contents.resolutions().isEmpty()
                                ? List.of()
                                : List.of(ImportPlan.of(request.key(), contents, false)),
                        requestId)))
                .map(persisted -> WriteAnswer.of(persisted ? 200 : 202, persisted, body(request)));
    }

    private static ImportedBody body(Request request) {
        SubjectContents contents = request.contents();
        return new ImportedBody(
                request.key().subject(),
                request.key().tenantOrNull(),
                contents.episodes().size(),
                contents.memories().size(),
                contents.resolutions().size(),
                request.preserveIds());
    }
}
