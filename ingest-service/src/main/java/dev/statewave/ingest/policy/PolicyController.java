package dev.statewave.ingest.policy;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.policy.InvalidPolicyException;
import dev.statewave.contract.policy.PolicyBundle;
import dev.statewave.contract.policy.PolicyBundleReader;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.platform.web.RequestBodies;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The writes under {@code /admin/policy}. */
@RestController
class PolicyController {

    private static final int LONGEST_HASH = 128;

    private final PolicyBundleRepository bundles;

    PolicyController(PolicyBundleRepository bundles) {
        this.bundles = bundles;
    }

    private record Upload(String tenant, String content, boolean activate) {}

    private record Scoped(String tenant, String hash) {}

    record UploadedBody(String bundleHash, int ruleCount, boolean active) {}

    /** @param bundleHash null where none was active */
    record ActiveBody(@Nullable String bundleHash, boolean active) {}

    @PostMapping("/admin/policy/bundles")
    Mono<UploadedBody> upload(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return RequestBodies.read(body, PolicyController::upload)
                .flatMap(upload -> Mono.fromCallable(() -> bundle(upload.content()))
                        // A long bundle takes too long for an event loop.
                        .subscribeOn(Schedulers.parallel())
                        .flatMap(bundle -> bundles.store(
                                        upload.tenant(),
                                        bundle,
                                        upload.content(),
                                        upload.activate(),
                                        Actor.parse(actor),
                                        requestId)
                                .map(active -> new UploadedBody(
                                        bundle.hash(), bundle.rules().size(), active))));
    }

    private static Upload upload(FieldReader fields) {
        String content = fields.requiredText("yaml_content", 1, PolicyBundleReader.MAX_CHARS);
        boolean activate = fields.bool("activate", false);
        String tenant = tenant(fields);
        fields.check();
        return new Upload(tenant, content, activate);
    }

    private static PolicyBundle bundle(String content) {
        try {
            return PolicyBundleReader.read(content);
        } catch (InvalidPolicyException e) {
            throw ApiException.of(400, "bad_request", String.valueOf(e.getMessage()));
        }
    }

    @PostMapping("/admin/policy/activate")
    Mono<ActiveBody> activate(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return RequestBodies.read(body, PolicyController::scoped)
                .flatMap(request -> bundles.activate(request.tenant(), request.hash(), Actor.parse(actor), requestId)
                        .switchIfEmpty(Mono.error(() -> ApiException.notFound("Policy bundle not found")))
                        .map(active -> new ActiveBody(request.hash(), active)));
    }

    private static Scoped scoped(FieldReader fields) {
        String hash = fields.requiredText("bundle_hash", 1, LONGEST_HASH);
        String tenant = tenant(fields);
        fields.check();
        return new Scoped(tenant, hash.replace("\0", ""));
    }

    /** So that a scope can be without a bundle again. */
    @PostMapping("/admin/policy/deactivate")
    Mono<ActiveBody> deactivate(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return RequestBodies.read(body, PolicyController::tenant)
                .flatMap(tenant -> bundles.deactivate(tenant, Actor.parse(actor), requestId)
                        .map(hash -> new ActiveBody(hash, false))
                        .defaultIfEmpty(new ActiveBody(null, false)));
    }

    /** An empty text for all tenants. */
    private static String tenant(FieldReader fields) {
        return fields.has("tenant_id") ? fields.requiredId("tenant_id") : "";
    }
}
