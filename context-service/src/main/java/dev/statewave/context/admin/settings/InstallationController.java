package dev.statewave.context.admin.settings;

import dev.statewave.platform.health.HealthEndpoints;
import dev.statewave.platform.postgres.SchemaRevisions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /admin/connection-info} and {@code GET /admin/readiness-check}. */
@RestController
class InstallationController {

    private final AppliedSettings settings;
    private final StoredSettingRepository stored;
    private final String schemaHead = SchemaRevisions.ofThisVersion().head();

    InstallationController(AppliedSettings settings, StoredSettingRepository stored) {
        this.settings = settings;
        this.stored = stored;
    }

    record ConnectionBody(
            String version,
            String schemaHead,
            String host,
            int port,
            @Nullable String region,
            boolean authEnabled,
            String compilerType,
            String embeddingProvider,
            boolean requireTenant) {}

    record IssuesBody(List<ReadinessIssue> issues) {}

    @GetMapping("/admin/connection-info")
    ConnectionBody connection() {
        String region = settings.value("region");
        return new ConnectionBody(
                HealthEndpoints.VERSION,
                schemaHead,
                settings.value("host"),
                Integer.parseInt(settings.value("port")),
                region.isEmpty() ? null : region,
                ReadinessIssue.asksForKeys(settings),
                settings.value("compiler_type"),
                settings.value("embedding_provider"),
                settings.isTrue("require_tenant"));
    }

    /** The most severe first. */
    @GetMapping("/admin/readiness-check")
    Mono<IssuesBody> issues() {
        return stored.hasTenants().map(hasTenants -> new IssuesBody(ReadinessIssue.of(settings, hasTenants)));
    }
}
