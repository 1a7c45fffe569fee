package dev.statewave.gateway.edge;

import java.util.Set;

/** Paths that need neither a key nor a tenant. The console is the page alone: what it shows, it asks for with a key. */
final class PublicPaths {

    private static final Set<String> PATHS = Set.of(
            "/healthz",
            "/readyz",
            "/health",
            "/ready",
            "/docs",
            "/redoc",
            "/openapi.json",
            "/asyncapi.yaml",
            "/console",
            "/v1/version");

    private static final Set<String> HEALTH = Set.of("/healthz", "/readyz", "/health", "/ready");

    private PublicPaths() {}

    /** Whether probes ask for this path. */
    static boolean health(String path) {
        return HEALTH.contains(path);
    }

    static boolean contain(String path) {
        return PATHS.contains(path) || path.startsWith("/docs/") || path.startsWith("/console/");
    }
}
