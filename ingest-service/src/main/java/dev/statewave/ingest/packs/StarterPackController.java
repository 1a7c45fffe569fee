package dev.statewave.ingest.packs;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.portability.PortableSubjectId;
import dev.statewave.contract.portability.SubjectContents;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.ingest.portability.ConflictStrategy;
import dev.statewave.ingest.portability.ImportPlan;
import dev.statewave.ingest.portability.Origin;
import dev.statewave.ingest.portability.SubjectImporter;
import dev.statewave.ingest.portability.TargetResolver;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.web.RequestBodies;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.node.ObjectNode;

/** {@code /admin/memory/starter-packs}: which packs there are, and putting one into a subject. */
@RestController
class StarterPackController {

    private final StarterPacks packs;
    private final TargetResolver targets;
    private final SubjectImporter importer;
    private final Clock clock;

    StarterPackController(StarterPacks packs, TargetResolver targets, SubjectImporter importer, Clock clock) {
        this.packs = packs;
        this.targets = targets;
        this.importer = importer;
        this.clock = clock;
    }

    /** A pack, as clients see it. */
    record PackBody(
            String packId,
            String kind,
            String displayName,
            String description,
            String version,
            String createdAt,
            String subjectIdSuggestion,
            int episodeCount,
            int memoryCount,
            int sourceCount,
            List<String> tags) {}

    record PacksBody(List<PackBody> packs) {}

    /** What was imported. */
    record ImportedBody(
            String packId,
            String targetSubjectId,
            int importedEpisodes,
            int importedMemories,
            int importedSources,
            String conflictStrategy,
            String importedAt) {}

    private record Request(
            StarterPack pack,
            @Nullable String target,
            @Nullable String displayName,
            @Nullable String tenant,
            ConflictStrategy strategy) {}

    @GetMapping("/admin/memory/starter-packs")
    PacksBody list() {
        return new PacksBody(packs.all().stream()
                .map(pack -> new PackBody(
                        pack.id(),
                        pack.kind(),
                        pack.displayName(),
                        pack.description(),
                        pack.version(),
                        pack.createdAt(),
                        pack.suggestion(),
                        pack.episodes().size(),
                        pack.memories().size(),
                        0,
                        pack.tags()))
                .toList());
    }

    @PostMapping("/admin/memory/starter-packs/import")
    Mono<ResponseEntity<Object>> importPack(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return RequestBodies.read(body, this::request).flatMap(request -> (request.target() == null
                        ? targets.suggested(request.pack().suggestion())
                        : targets.explicit(request.target(), request.strategy()))
                .publishOn(Schedulers.boundedElastic())
                .flatMap(target -> run(request, target, requestId)));
    }

    private Request request(FieldReader fields) {
        String pack = fields.requiredText("pack_id", 1, 256);
        String target = fields.optionalText("target_subject_id", 256);
        String name = fields.optionalText("target_display_name", 256);
        String tenant = fields.has("target_tenant_id") ? fields.requiredIdOrEmpty("target_tenant_id") : null;
        String strategy =
                fields.optionalEnum("conflict_strategy", ConflictStrategy.TEXTS, ConflictStrategy.CREATE_COPY.text());
        boolean reserved = fields.bool("allow_reserved_target", false);
        fields.check();
        if (target != null && reserved) {
            PortableSubjectId.check("target_subject_id", target);
        } else if (target != null) {
            PortableSubjectId.checkTarget("target_subject_id", target);
        }
        return new Request(packs.get(pack), target, name, tenant, ConflictStrategy.of(strategy));
    }

    private Mono<ResponseEntity<Object>> run(
            Request request, TargetResolver.Target target, @Nullable String requestId) {
        Instant now = WireTime.micros(clock.instant());
        StarterPack pack = request.pack();
        ObjectNode metadata = Json.object()
                .put("starter_pack_id", pack.id())
                .put("starter_pack_version", pack.version())
                .put("imported_at", WireTime.formatWithOffset(now));
        if (request.displayName() != null) {
            metadata.put("display_name", request.displayName());
        }
        var origin = new Origin(metadata, Json.object().put("starter_pack_id", pack.id()));
        SubjectContents contents = origin.mark(pack.contents(now), null);
        var key = SubjectKey.of(request.tenant(), target.subject());
        return importer.run(List.of(ImportPlan.of(key, contents, target.onlyIfEmpty())), requestId)
                .map(persisted -> WriteAnswer.of(
                        persisted ? 200 : 202,
                        persisted,
                        new ImportedBody(
                                pack.id(),
                                target.subject(),
                                contents.episodes().size(),
                                contents.memories().size(),
                                0,
                                request.strategy().text(),
                                WireTime.formatWithOffset(now))));
    }
}
