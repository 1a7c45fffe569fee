package dev.statewave.ingest.snapshots;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.portability.SubjectContents;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.ImportedEpisode;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.Snapshot;
import dev.statewave.ingest.portability.ImportPlan;
import dev.statewave.ingest.portability.SubjectImporter;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.portability.PortabilitySettings;
import dev.statewave.platform.portability.SubjectReader;
import dev.statewave.platform.portability.SubjectRows;
import dev.statewave.platform.web.RequestBodies;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /admin/snapshots} and the ways to restore one. */
@RestController
class SnapshotController {

    private final PortabilitySettings settings;
    private final SubjectReader reader;
    private final SubjectImporter importer;
    private final SnapshotRepository snapshots;
    private final Clock clock;

    SnapshotController(
            PortabilitySettings settings,
            SubjectReader reader,
            SubjectImporter importer,
            SnapshotRepository snapshots,
            Clock clock) {
        this.settings = settings;
        this.reader = reader;
        this.importer = importer;
        this.snapshots = snapshots;
        this.clock = clock;
    }

    private record Creation(
            SnapshotName name, String source, @Nullable String sourceTenant, JsonNode metadata) {}

    private record Target(SubjectKey key, @Nullable SnapshotName name) {}

    /** A snapshot that was made, or that is known already. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CreatedBody(
            String status,
            @Nullable UUID id,
            String name,
            int version,
            @Nullable Integer episodeCount,
            @Nullable Integer memoryCount) {}

    /** What was restored. */
    record RestoredBody(int episodesRestored, int memoriesRestored, int resolutionsRestored, String subjectId) {}

    @PostMapping("/admin/snapshots")
    Mono<ResponseEntity<Object>> create(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId,
            PolicyCaller caller) {
        settings.requireSnapshots();
        return RequestBodies.read(
                        body,
                        fields -> new Creation(
                                SnapshotName.read(fields, 1),
                                fields.requiredId("source_subject_id"),
                                fields.has("source_tenant_id") ? fields.requiredIdOrEmpty("source_tenant_id") : null,
                                fields.objectOrEmpty("metadata")))
                .flatMap(creation -> snapshots
                        .find(creation.name().name(), creation.name().version())
                        .map(known -> WriteAnswer.of(200, true, exists(creation)))
                        .switchIfEmpty(Mono.defer(() -> reader.admitted(create(creation, caller, requestId)))));
    }

    private Mono<ResponseEntity<Object>> create(Creation creation, PolicyCaller caller, @Nullable String requestId) {
        return reader.find(creation.source(), creation.sourceTenant())
                .flatMap(Mono::justOrEmpty)
                .flatMap(key -> reader.read(key, caller))
                .filter(rows -> !rows.episodes().isEmpty())
                .switchIfEmpty(
                        Mono.error(() -> ApiException.of(400, "bad_request", "The source subject has no episodes.")))
                .publishOn(Schedulers.boundedElastic())
                .flatMap(rows -> keep(creation, rows.contents(), requestId))
                // Somebody else has made it in the meantime.
                .onErrorResume(
                        failure -> failure instanceof ApiException refused && refused.status() == 409,
                        failure -> Mono.just(WriteAnswer.of(200, true, exists(creation))));
    }

    private Mono<ResponseEntity<Object>> keep(
            Creation creation, SubjectContents originals, @Nullable String requestId) {
        SubjectContents fresh = originals.withNewIds();
        var episodes = new ArrayList<ImportedEpisode>(fresh.episodes().size());
        for (int i = 0; i < fresh.episodes().size(); i++) {
            ImportedEpisode episode = fresh.episodes().get(i);
            ObjectNode provenance = (ObjectNode) episode.provenance().deepCopy();
            provenance.put("original_id", originals.episodes().get(i).id().toString());
            episodes.add(episode.withOrigin(episode.metadata(), provenance));
        }
        var contents = new SubjectContents(episodes, fresh.memories(), fresh.resolutions()).settled();
        SnapshotName name = creation.name();
        int version = Objects.requireNonNull(name.version());
        var snapshot = new Snapshot(UUID.randomUUID(), name.name(), version, creation.source(), creation.metadata());
        return importer.run(List.of(ImportPlan.of(name.key(), contents, snapshot)), requestId)
                .map(persisted -> WriteAnswer.of(
                        persisted ? 200 : 202,
                        persisted,
                        new CreatedBody(
                                "created",
                                snapshot.id(),
                                name.name(),
                                version,
                                episodes.size(),
                                contents.memories().size())));
    }

    private static CreatedBody exists(Creation creation) {
        SnapshotName name = creation.name();
        return new CreatedBody("exists", null, name.name(), Objects.requireNonNull(name.version()), null, null);
    }

    @PostMapping("/admin/snapshots/{snapshotId}/restore")
    Mono<ResponseEntity<Object>> restore(
            @PathVariable String snapshotId,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        settings.requireSnapshots();
        FieldReader path = FieldReader.path(Json.object().put("snapshot_id", snapshotId));
        UUID id = path.requiredUuid("snapshot_id");
        path.check();
        return RequestBodies.read(body, fields -> new Target(target(fields), null))
                .flatMap(target -> restore(snapshots.find(id), target.key(), requestId));
    }

    @PostMapping("/admin/snapshots/restore-by-name")
    Mono<ResponseEntity<Object>> restoreByName(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        settings.requireSnapshots();
        return RequestBodies.read(body, fields -> new Target(target(fields), SnapshotName.read(fields, null)))
                .flatMap(target -> {
                    SnapshotName name = Objects.requireNonNull(target.name());
                    return restore(snapshots.find(name.name(), name.version()), target.key(), requestId);
                });
    }

    private static SubjectKey target(FieldReader fields) {
        String tenant = fields.has("target_tenant_id") ? fields.requiredIdOrEmpty("target_tenant_id") : null;
        return SubjectKey.of(tenant, fields.requiredId("target_subject_id"));
    }

    private Mono<ResponseEntity<Object>> restore(
            Mono<SnapshotRepository.Kept> kept, SubjectKey target, @Nullable String requestId) {
        return kept.switchIfEmpty(Mono.error(() -> ApiException.notFound("Snapshot not found")))
                .flatMap(found -> reader.admitted(reader.read(found.key(), PolicyCaller.ANONYMOUS)
                        .publishOn(Schedulers.boundedElastic())
                        .flatMap(rows -> restore(found, rows, target, requestId))));
    }

    private Mono<ResponseEntity<Object>> restore(
            SnapshotRepository.Kept kept, SubjectRows rows, SubjectKey target, @Nullable String requestId) {
        SubjectContents contents = restored(kept.id(), rows.contents(), WireTime.micros(clock.instant()));
        return importer.run(List.of(ImportPlan.of(target, contents, false)), requestId)
                .map(persisted -> WriteAnswer.of(
                        persisted ? 200 : 202,
                        persisted,
                        new RestoredBody(
                                contents.episodes().size(),
                                contents.memories().size(),
                                contents.resolutions().size(),
                                target.subject())));
    }

    /** As if its newest episode had been recorded now, and the others as long before it as they were. */
    private static SubjectContents restored(UUID snapshot, SubjectContents kept, Instant now) {
        Duration by = kept.episodes().stream()
                .map(ImportedEpisode::createdAt)
                .max(Comparator.naturalOrder())
                .map(newest -> Duration.between(newest, now))
                .orElse(Duration.ZERO);
        SubjectContents fresh = kept.withNewIds();
        var episodes = new ArrayList<ImportedEpisode>(fresh.episodes().size());
        for (int i = 0; i < fresh.episodes().size(); i++) {
            ImportedEpisode episode = fresh.episodes().get(i).shifted(by);
            ObjectNode provenance = with(episode.provenance(), snapshot);
            provenance.put("original_episode_id", kept.episodes().get(i).id().toString());
            episodes.add(episode.withOrigin(episode.metadata(), provenance));
        }
        return new SubjectContents(
                        episodes,
                        fresh.memories().stream()
                                .map(memory -> memory.shifted(by).withMetadata(with(memory.metadata(), snapshot)))
                                .toList(),
                        fresh.resolutions().stream()
                                .map(one -> one.shifted(by).withMetadata(with(one.metadata(), snapshot)))
                                .toList())
                .settled();
    }

    private static ObjectNode with(JsonNode node, UUID snapshot) {
        ObjectNode copy = (ObjectNode) node.deepCopy();
        return copy.put("restored_from_snapshot", snapshot.toString());
    }
}
