package dev.statewave.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;

class DestinationTest {

    @ParameterizedTest
    @CsvSource({
        "POST,/v1/memories/compile,COMPILE",
        "GET,/v1/memories/compile/0a1b,READ",
        "POST,/v1/episodes,WRITE",
        "POST,/v1/episodes/batch,WRITE",
        "POST,/v1/resolutions,WRITE",
        "GET,/v1/resolutions,READ",
        "POST,/v1/memory-templates/preference/apply,WRITE",
        "GET,/v1/memory-templates,WRITE",
        "GET,/v1/memory-templates/preference,WRITE",
        "PATCH,/v1/memories/1/labels,WRITE",
        "DELETE,/v1/subjects/a%2Fb,WRITE",
        "DELETE,/v1/subjects/a/b,WRITE",
        "GET,/v1/subjects/a/b/health,READ",
        "POST,/v1/context,READ",
        "POST,/v1/handoff,READ",
        "POST,/v1/llm/complete,READ",
        "POST,/v1/nothing,READ",
        "GET,/v1/events,EVENTS",
        "GET,/v1/webhook-endpoints,READ",
        "GET,/v1/webhook-endpoints/1/deliveries,READ",
        "POST,/v1/webhook-endpoints,WRITE",
        "PATCH,/v1/webhook-endpoints/1,WRITE",
        "DELETE,/v1/webhook-endpoints/1,WRITE",
        "POST,/v1/webhook-endpoints/1/secret/rotate,WRITE",
        "GET,/admin/webhook-endpoints,READ",
        "POST,/admin/webhook-endpoints/1/replay,WRITE",
        "GET,/admin/subjects,READ",
        "POST,/admin/subjects/a/rebuild,WRITE",
        "DELETE,/admin/jobs,WRITE",
        "PATCH,/admin/tenants/t/config,WRITE",
        "POST,/admin/memory/export,READ",
        "POST,/v1/receipts/01J/replay,READ",
        "POST,/admin/receipts/01J/replay,READ",
        "GET,/admin/receipts/export,READ",
        "POST,/admin/memory/import,WRITE",
        "POST,/admin/policy/bundles,WRITE",
        "POST,/admin/policy/activate,WRITE",
        "POST,/admin/policy/simulate,READ",
        "POST,/admin/policy/reload,READ",
        "GET,/admin/memory/starter-packs,WRITE",
        "GET,/admin/memory/support/state,WRITE",
        "GET,/admin/dead-letters,WRITE",
        "HEAD,/admin/dead-letters,WRITE",
        "GET,/admin/dead-letters/statewave.episodes.dlt-0-1,WRITE",
        "GET,/admin/sizing/advice,WRITE",
        "POST,/admin/sizing/estimate,WRITE",
        "GET,/admin/topics-of-mine,READ",
        "GET,/ops/embeddings,READ",
        "GET,/healthz,NONE",
        "GET,/docs/index.html,NONE",
        "GET,/admin,NONE"
    })
    void requests_goWhereTheyAreAnswered(String method, String path, Destination destination) {
        assertThat(Destination.of(HttpMethod.valueOf(method), path)).isEqualTo(destination);
    }
}
