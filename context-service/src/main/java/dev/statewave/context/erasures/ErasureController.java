package dev.statewave.context.erasures;

import dev.statewave.context.receipts.signing.SigningKey;
import dev.statewave.context.receipts.signing.SigningKeys;
import dev.statewave.context.receipts.signing.Verification;
import dev.statewave.context.tenants.TenantRules;
import dev.statewave.context.tenants.TenantRulesRepository;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.receipts.CanonicalJson;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.platform.web.RequestBodies;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** {@code GET /v1/erasures/{erasure_id}}, and whether a certificate is one of ours. */
@RestController
class ErasureController {

    /** Characters; those of all algorithms are shorter. */
    private static final int LONGEST_SIGNATURE = 1_024;

    private final ErasureRepository erasures;
    private final TenantRulesRepository tenants;
    private final SigningKeys keys;

    ErasureController(ErasureRepository erasures, TenantRulesRepository tenants, SigningKeys keys) {
        this.erasures = erasures;
        this.tenants = tenants;
        this.keys = keys;
    }

    private record Shown(JsonNode certificate, @Nullable String signature) {}

    @GetMapping("/v1/erasures/{erasureId}")
    Mono<Certificate.Signed> one(
            @PathVariable String erasureId,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant) {
        return erasures.find(id(erasureId), tenant).flatMap(certificate -> tenants.find(certificate.tenantId())
                .map(rules -> sign(certificate, signingKey(rules))));
    }

    @PostMapping("/v1/erasures/verify")
    Mono<Verification> verify(@RequestBody(required = false) byte @Nullable [] body) {
        return RequestBodies.read(body, ErasureController::shown)
                .map(shown -> Verification.of(
                        keys,
                        CanonicalJson.text(shown.certificate()),
                        text(shown.certificate(), "signature_key_id"),
                        text(shown.certificate(), "signature_algorithm"),
                        shown.signature()));
    }

    private static Shown shown(FieldReader fields) {
        JsonNode certificate = fields.requiredObject("certificate");
        String signature = fields.optionalText("signature", LONGEST_SIGNATURE);
        fields.check();
        if (!hasWholeNumbersOnly(certificate)) {
            throw ApiException.of(422, "validation_error", "All numbers of a certificate are whole ones.");
        }
        return new Shown(certificate, signature);
    }

    /** Others have no place in a certificate, and some of their canonical texts would fill the memory. */
    private static boolean hasWholeNumbersOnly(JsonNode node) {
        return node.isNumber()
                ? node.isIntegralNumber()
                : node.valueStream().allMatch(ErasureController::hasWholeNumbersOnly);
    }

    private static @Nullable String text(JsonNode certificate, String name) {
        JsonNode value = certificate.path(name);
        return value.isString() ? value.stringValue() : null;
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.notFound("Erasure not found.");
        }
    }

    /** That of the tenant, or the only one that there is. */
    private @Nullable SigningKey signingKey(TenantRules rules) {
        String id = rules.signingKeyId();
        return (id == null || id.isEmpty() ? keys.only() : keys.find(id)).orElse(null);
    }

    private static Certificate.Signed sign(Certificate certificate, @Nullable SigningKey key) {
        JsonNode body = Json.MAPPER.valueToTree(certificate.by(key));
        return new Certificate.Signed(body, key == null ? null : key.sign(CanonicalJson.text(body)));
    }
}
