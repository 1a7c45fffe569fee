package dev.statewave.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;

class PermissionsTest {

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/timeline, READ",
        "HEAD, /v1/timeline, READ",
        "POST, /v1/context, READ",
        "POST, /v1/handoff, READ",
        "POST, /v1/receipts/01J/replay, READ",
        "POST, /v1/episodes, WRITE",
        "POST, /v1/memories/compile, WRITE",
        "DELETE, /v1/subjects/a, WRITE",
        "POST, /v1/llm/complete, WRITE",
        "PATCH, /v1/memories/1/labels, WRITE",
        "POST, /v1/memory-templates/a/apply, WRITE",
        "GET, /admin/keys, ADMIN",
        "GET, /ops/migrations, ADMIN",
        "GET, /metrics, ADMIN",
        // Written in another way than usual: never less than the usual right.
        "POST, /v1/%63ontext, WRITE",
        "GET, /%76%31/timeline, ADMIN",
        "GET, /v1;a/timeline, ADMIN",
        "GET, //v1/timeline, ADMIN",
    })
    void request_needsItsScope(String method, String path, Scope scope) {
        assertThat(Permissions.scope(HttpMethod.valueOf(method), path)).isEqualTo(scope);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/episodes, true",
        "POST, /admin/keys, true",
        "DELETE, /admin/keys/a, true",
        "GET, /admin/subjects/a, true",
        "GET, /admin/audit, true",
        "GET, /admin/access, true",
        "POST, /admin/subjects/a/rebuild, false",
        "GET, /admin/settings, false",
        "GET, /admin/tenants, false",
        "GET, /admin/, false",
        "GET, /ops/migrations, false",
        "GET, /metrics, false",
        "GET, /admin/keysandmore, false",
    })
    void boundKey_reachesWhatIsOfOneTenant(String method, String path, boolean reached) {
        assertThat(Permissions.forOneTenant(HttpMethod.valueOf(method), path)).isEqualTo(reached);
    }
}
