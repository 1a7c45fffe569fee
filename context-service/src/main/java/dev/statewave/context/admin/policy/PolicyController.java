package dev.statewave.context.admin.policy;

import dev.statewave.context.admin.AdminQuery;
import dev.statewave.context.admin.policy.PolicyBundleRepository.Hits;
import dev.statewave.context.admin.policy.PolicyBundleRepository.Stored;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.policy.PolicyBundle;
import dev.statewave.contract.policy.PolicyBundleReader;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.platform.policy.PolicyRepository;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The reads under {@code /admin/policy}. */
@RestController
class PolicyController {

    private static final int LARGEST_PAGE = 200;

    private final PolicyBundleRepository bundles;
    private final PolicyRepository policies;

    PolicyController(PolicyBundleRepository bundles, PolicyRepository policies) {
        this.bundles = bundles;
        this.policies = policies;
    }

    record ListedBody(
            String bundleHash,
            @Nullable String tenantId,
            int ruleCount,
            boolean active,
            @Nullable String createdAt) {}

    record BundlesBody(List<ListedBody> bundles, long total, int limit, int offset) {}

    /** @param rules with {@code hits} and {@code last_hit_at} */
    record BundleBody(
            String bundleHash,
            @Nullable String tenantId,
            int version,
            int ruleCount,
            boolean active,
            @Nullable String createdAt,
            JsonNode metadata,
            JsonNode rules,
            String yamlContent) {}

    record ReloadedBody(boolean reloaded) {}

    @GetMapping("/admin/policy/bundles")
    Mono<BundlesBody> list(@RequestParam Map<String, String> parameters) {
        AdminQuery query = new AdminQuery(parameters);
        String tenant = query.tenant();
        int limit = query.limit(LARGEST_PAGE, LARGEST_PAGE);
        int offset = query.offset();
        query.check();
        return bundles.page(tenant, limit, offset)
                .map(page -> new BundlesBody(
                        page.bundles().stream().map(PolicyController::listed).toList(), page.total(), limit, offset));
    }

    private static ListedBody listed(Stored bundle) {
        return new ListedBody(bundle.hash(), bundle.tenant(), bundle.ruleCount(), bundle.active(), bundle.createdAt());
    }

    @GetMapping("/admin/policy/bundles/{bundleHash}")
    Mono<BundleBody> one(@PathVariable String bundleHash, @RequestParam Map<String, String> parameters) {
        AdminQuery query = new AdminQuery(parameters);
        String tenant = query.tenant();
        query.check();
        return bundles.find(bundleHash, tenant)
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("Policy bundle not found")))
                .flatMap(this::body);
    }

    /** The bundle that holds, or the JSON null. */
    @GetMapping("/admin/policy/active")
    Mono<ResponseEntity<byte[]>> active(@RequestParam Map<String, String> parameters) {
        AdminQuery query = new AdminQuery(parameters);
        String tenant = query.tenant();
        query.check();
        return bundles.active(tenant)
                .flatMap(this::body)
                .map(Json::bytes)
                .defaultIfEmpty("null".getBytes(StandardCharsets.US_ASCII))
                .map(json -> ResponseEntity.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(json));
    }

    /** Forgets what this process knows of policies. Others see a change within two seconds. */
    @PostMapping("/admin/policy/reload")
    ReloadedBody reload() {
        policies.forget();
        return new ReloadedBody(true);
    }

    private Mono<BundleBody> body(Stored stored) {
        return bundles.hits(stored).map(hits -> {
            PolicyBundle bundle = PolicyBundleReader.read(stored.content());
            return new BundleBody(
                    stored.hash(),
                    stored.tenant(),
                    bundle.version(),
                    stored.ruleCount(),
                    stored.active(),
                    stored.createdAt(),
                    bundle.metadata(),
                    counted(bundle.definitions(), hits),
                    stored.content());
        });
    }

    private static ArrayNode counted(JsonNode rules, Map<String, Hits> hits) {
        ArrayNode counted = Json.MAPPER.createArrayNode();
        for (JsonNode rule : rules) {
            Hits fired = hits.getOrDefault(rule.path("id").stringValue(), Hits.NONE);
            counted.add(((ObjectNode) rule.deepCopy()).put("hits", fired.hits()).put("last_hit_at", fired.lastHitAt()));
        }
        return counted;
    }
}
