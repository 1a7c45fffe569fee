package dev.statewave.ingest.packs;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.portability.SubjectContents;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.text.PayloadText;
import dev.statewave.ingest.portability.ImportPlan;
import dev.statewave.ingest.portability.Origin;
import dev.statewave.ingest.portability.SubjectImporter;
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

/**
 * {@code /admin/memory/support}: the documents of this version as a subject, and replacing those of another version.
 * What operators have added to the subject stays.
 */
@RestController
class SupportDocsController {

    private static final SubjectKey KEY = SubjectKey.of(null, "statewave-support-docs");
    private static final int LONGEST_REASON = 200;

    private final StarterPacks packs;
    private final SupportDocsRepository repository;
    private final SubjectImporter importer;
    private final Clock clock;

    SupportDocsController(StarterPacks packs, SupportDocsRepository repository, SubjectImporter importer, Clock clock) {
        this.packs = packs;
        this.repository = repository;
        this.importer = importer;
        this.clock = clock;
    }

    record LastReseed(
            @Nullable String importedAt,
            @Nullable String reason,
            @Nullable String version) {}

    /** How the subject stands. */
    record StateBody(
            String subjectId,
            String packId,
            String bundledVersion,
            @Nullable String installedVersion,
            boolean isUpToDate,
            long totalEpisodeCount,
            long totalMemoryCount,
            long ownedEpisodeCount,
            long ownedMemoryCount,
            long operatorEpisodeCount,
            long operatorMemoryCount,
            LastReseed lastReseed) {}

    /** What a reseed has done. */
    record ReseedBody(
            String subjectId,
            String packId,
            String packVersion,
            @Nullable String installedVersion,
            int importedEpisodes,
            int importedMemories,
            @Nullable String reseededAt,
            @Nullable String reason,
            boolean updated,
            String outcome,
            @Nullable String previousVersion,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long operatorEpisodesPreserved,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long operatorMemoriesPreserved) {}

    private record Request(@Nullable String reason, boolean force) {}

    @GetMapping("/admin/memory/support/state")
    Mono<StateBody> state() {
        StarterPack pack = packs.support();
        return repository
                .installed(KEY)
                .map(found -> new StateBody(
                        KEY.subject(),
                        pack.id(),
                        pack.version(),
                        found.version(),
                        pack.version().equals(found.version()),
                        found.episodes(),
                        found.memories(),
                        found.ownedEpisodes(),
                        found.ownedMemories(),
                        found.episodes() - found.ownedEpisodes(),
                        found.memories() - found.ownedMemories(),
                        new LastReseed(found.importedAt(), found.reason(), found.version())));
    }

    @PostMapping({"/admin/memory/support/reseed", "/admin/docs-pack/reseed"})
    Mono<ResponseEntity<Object>> reseed(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        Mono<Request> request = body == null || body.length == 0
                ? Mono.just(new Request(null, false))
                : RequestBodies.read(body, SupportDocsController::request);
        return request.flatMap(asked -> repository
                .installed(KEY)
                .publishOn(Schedulers.boundedElastic())
                .flatMap(installed -> reseed(asked, installed, requestId)));
    }

    private static Request request(FieldReader fields) {
        String reason = fields.optionalText("reason", Integer.MAX_VALUE);
        return new Request(
                reason == null ? null : PayloadText.cut(reason.strip(), LONGEST_REASON), fields.bool("force", false));
    }

    private Mono<ResponseEntity<Object>> reseed(
            Request request, SupportDocsRepository.Installed installed, @Nullable String requestId) {
        StarterPack pack = packs.support();
        if (pack.version().equals(installed.version()) && !request.force()) {
            return Mono.just(WriteAnswer.of(
                    200,
                    true,
                    new ReseedBody(
                            KEY.subject(),
                            pack.id(),
                            pack.version(),
                            installed.version(),
                            0,
                            0,
                            null,
                            request.reason(),
                            false,
                            "already_current",
                            null,
                            null,
                            null)));
        }
        Instant now = WireTime.micros(clock.instant());
        String at = WireTime.formatWithOffset(now);
        ObjectNode metadata = Json.object()
                .put("starter_pack_id", pack.id())
                .put("starter_pack_version", pack.version())
                .put("imported_at", at)
                .put("reseed_reason", request.reason());
        ObjectNode provenance = Json.object().put("starter_pack_id", pack.id()).put("support_reseed", true);
        SubjectContents contents = new Origin(metadata, provenance).mark(pack.contents(now), null);
        String outcome = installed.version() == null
                ? "seeded"
                : pack.version().equals(installed.version()) ? "force_reseeded" : "auto_updated";
        return importer.run(List.of(ImportPlan.replacing(KEY, contents, pack.id())), requestId)
                .map(persisted -> WriteAnswer.of(
                        persisted ? 200 : 202,
                        persisted,
                        new ReseedBody(
                                KEY.subject(),
                                pack.id(),
                                pack.version(),
                                pack.version(),
                                contents.episodes().size(),
                                contents.memories().size(),
                                at,
                                request.reason(),
                                true,
                                outcome,
                                installed.version(),
                                installed.episodes() - installed.ownedEpisodes(),
                                installed.memories() - installed.ownedMemories())));
    }
}
