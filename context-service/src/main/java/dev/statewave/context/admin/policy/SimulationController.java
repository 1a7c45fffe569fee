package dev.statewave.context.admin.policy;

import dev.statewave.context.admin.policy.PastReceiptRepository.Past;
import dev.statewave.context.admin.policy.Simulation.SimulatedReceipt;
import dev.statewave.context.web.WorkThreads;
import dev.statewave.contract.policy.InvalidPolicyException;
import dev.statewave.contract.policy.PolicyBundle;
import dev.statewave.contract.policy.PolicyBundleReader;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.platform.web.RequestBodies;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code POST /admin/policy/simulate}: what a bundle would have changed in past answers, by the labels that memories
 * have at present and by the caller that each receipt names.
 */
@RestController
class SimulationController {

    private static final int MOST = 200;
    private static final int DEFAULT = 50;

    private final PolicyBundleRepository bundles;
    private final PastReceiptRepository receipts;
    private final WorkThreads threads;

    SimulationController(PolicyBundleRepository bundles, PastReceiptRepository receipts, WorkThreads threads) {
        this.bundles = bundles;
        this.receipts = receipts;
        this.threads = threads;
    }

    private record Request(
            @Nullable String content,
            @Nullable String hash,
            @Nullable String tenant,
            @Nullable String subject,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable String cursor,
            int limit) {}

    /**
     * @param receipts of this page that would have been different
     * @param missingMemories that receipts of this page name and that are gone; nothing is said of them
     * @param nextCursor for the receipts before these; null where there are none
     */
    record SimulationBody(
            String bundleHash,
            int ruleCount,
            int receiptsExamined,
            int receiptsChanged,
            int missingMemories,
            List<Simulation.RuleHits> rules,
            List<SimulatedReceipt> receipts,
            @Nullable String nextCursor,
            int limit) {}

    @PostMapping("/admin/policy/simulate")
    Mono<SimulationBody> simulate(@RequestBody(required = false) byte @Nullable [] body) {
        return RequestBodies.read(body, SimulationController::request)
                .publishOn(threads.scheduler())
                .flatMap(request -> bundle(request).flatMap(bundle -> simulate(request, bundle)));
    }

    private static Request request(FieldReader fields) {
        String content = fields.optionalText("yaml_content", PolicyBundleReader.MAX_CHARS);
        String hash = fields.optionalText("bundle_hash", 128);
        String cursor = fields.optionalText("cursor", 64);
        var request = new Request(
                content,
                hash,
                fields.has("tenant_id") ? fields.requiredId("tenant_id") : null,
                fields.has("subject_id") ? fields.requiredId("subject_id") : null,
                fields.time("since"),
                fields.time("until"),
                cursor == null || cursor.isEmpty() ? null : cursor.replace("\0", ""),
                fields.integer("limit", 1, MOST, DEFAULT));
        fields.check();
        if ((content == null) == (hash == null)) {
            throw ApiException.of(400, "bad_request", "Name either yaml_content or bundle_hash.");
        }
        return request;
    }

    private Mono<PolicyBundle> bundle(Request request) {
        if (request.content() != null) {
            return Mono.just(read(request.content()));
        }
        return bundles.find(String.valueOf(request.hash()), null)
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("Policy bundle not found")))
                .map(stored -> read(stored.content()));
    }

    private static PolicyBundle read(String content) {
        try {
            return PolicyBundleReader.read(content);
        } catch (InvalidPolicyException e) {
            throw ApiException.of(400, "bad_request", String.valueOf(e.getMessage()));
        }
    }

    private Mono<SimulationBody> simulate(Request request, PolicyBundle bundle) {
        // One more than the page tells whether there is a next one.
        return receipts.page(
                        request.tenant(),
                        request.subject(),
                        request.cursor(),
                        request.since(),
                        request.until(),
                        request.limit() + 1)
                .publishOn(threads.scheduler())
                .flatMap(found -> {
                    List<Past> page = found.subList(0, Math.min(request.limit(), found.size()));
                    String next = found.size() > page.size() ? page.getLast().id() : null;
                    List<PastAnswer> answers = page.stream()
                            .map(past -> PastAnswer.of(past.body()))
                            .toList();
                    var named = answers.stream()
                            .flatMap(answer -> answer.memories().stream())
                            .collect(Collectors.<UUID>toSet());
                    return receipts.labels(request.tenant(), named)
                            .publishOn(threads.scheduler())
                            .map(labels -> {
                                Simulation simulation = Simulation.of(bundle, answers, labels);
                                return new SimulationBody(
                                        bundle.hash(),
                                        bundle.rules().size(),
                                        page.size(),
                                        simulation.receipts().size(),
                                        named.size() - labels.size(),
                                        simulation.rules(),
                                        simulation.receipts(),
                                        next,
                                        request.limit());
                            });
                });
    }
}
