package dev.statewave.gateway.keys;

import java.util.Set;
import org.springframework.http.HttpMethod;

/**
 * Which scope a request needs. Paths are compared as they were sent: a path in an unusual encoding is not recognised
 * and so needs the stronger scope.
 */
public final class Permissions {

    private static final Set<String> QUESTIONS = Set.of("/v1/context", "/v1/handoff");
    private static final Set<String> OF_A_TENANT =
            Set.of("subjects", "jobs", "webhooks", "usage", "receipts", "memories", "audit", "export");
    private static final Set<HttpMethod> WITHOUT_BODY = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.DELETE);

    private Permissions() {}

    public static Scope scope(HttpMethod method, String path) {
        if (!path.startsWith("/v1/")) {
            return Scope.ADMIN;
        }
        boolean asks =
                method == HttpMethod.GET || method == HttpMethod.HEAD || method == HttpMethod.POST && question(path);
        return asks ? Scope.READ : Scope.WRITE;
    }

    private static boolean question(String path) {
        return QUESTIONS.contains(path) || path.startsWith("/v1/receipts/") && path.endsWith("/replay");
    }

    /**
     * Whether the gateway can restrict the request to one tenant. All other requests under {@code /admin} and
     * {@code /ops} concern all tenants.
     */
    public static boolean forOneTenant(HttpMethod method, String path) {
        if (path.startsWith("/v1/")
                || path.equals("/admin/access")
                || path.equals("/admin/keys")
                || path.startsWith("/admin/keys/")) {
            return true;
        }
        return path.startsWith("/admin/")
                && WITHOUT_BODY.contains(method)
                && OF_A_TENANT.contains(path.split("/", 4)[2]);
    }
}
