package dev.statewave.gateway.keys;

import dev.statewave.contract.audit.AdminAction;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.gateway.keys.ApiKeyRepository.Change;
import dev.statewave.platform.web.RequestBodies;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code /admin/keys}: issues, lists, rotates and revokes keys. A caller that is bound to a tenant sees and issues only
 * keys of that tenant.
 */
@RestController
@RequestMapping("/admin/keys")
class KeyController {

    private static final Logger log = LoggerFactory.getLogger(KeyController.class);
    private static final int LONGEST_GRACE_SECONDS = 7 * 24 * 3600;
    private static final int MAX_RPM = 1_000_000;

    private final ApiKeyRepository stored;
    private final CachedKeyLookup known;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    KeyController(ApiKeyRepository stored, CachedKeyLookup known, Clock clock) {
        this.stored = stored;
        this.known = known;
        this.clock = clock;
    }

    record KeysBody(List<KeyBody> keys, long total, int limit, int offset) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Mono<KeyBody> create(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestAttribute(name = Access.ATTRIBUTE, required = false) @Nullable Access access,
            @RequestAttribute(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        Access caller = authenticated(access);
        var change = new Change(caller, AdminAction.KEY_ISSUE, requestId);
        return RequestBodies.read(body, fields -> issued(fields, caller))
                .flatMap(issued -> stored.add(issued.key(), change).then(Mono.fromSupplier(() -> {
                    log.info("API key {} was issued by {}", issued.key().id(), caller.keyId());
                    return KeyBody.with(issued.key(), issued.token());
                })));
    }

    private record Issued(ApiKey key, ApiKeyToken token) {}

    private Issued issued(FieldReader fields, Access caller) {
        String name = fields.requiredText("name", 1, 128);
        String tenant = fields.has("tenant_id") ? fields.requiredId("tenant_id") : null;
        Set<Scope> scopes = fields.requiredEnums("scopes", Scope.NAMES).stream()
                .map(Scope::of)
                .collect(Collectors.toUnmodifiableSet());
        Instant expiresAt = fields.time("expires_at");
        Integer rpm = fields.integer("rpm", 1, MAX_RPM, null);
        fields.check();
        ApiKeyToken token = ApiKeyToken.random(random);
        var key = new ApiKey(
                token.id(),
                name,
                ofCaller(caller, tenant),
                scopes,
                rpm,
                token.hash(),
                null,
                null,
                now(),
                null,
                expiresAt,
                null);
        return new Issued(key, token);
    }

    @GetMapping
    Mono<KeysBody> list(
            @RequestParam Map<String, String> parameters,
            @RequestAttribute(name = Access.ATTRIBUTE, required = false) @Nullable Access access) {
        Access caller = authenticated(access);
        FieldReader fields = FieldReader.query(parameters);
        String named = fields.optionalText("tenant_id", 256);
        int limit = fields.integer("limit", 1, 200, 50);
        int offset = fields.integer("offset", 0, Integer.MAX_VALUE, 0);
        fields.check();
        String tenant = ofCaller(caller, named == null || named.isEmpty() ? null : named);
        return stored.list(tenant, limit, offset)
                .map(KeyBody::of)
                .collectList()
                .zipWith(stored.count(tenant), (keys, total) -> new KeysBody(keys, total, limit, offset));
    }

    @GetMapping("/{id}")
    Mono<KeyBody> get(
            @PathVariable String id,
            @RequestAttribute(name = Access.ATTRIBUTE, required = false) @Nullable Access access) {
        Access caller = authenticated(access);
        return existing(id, caller).map(KeyBody::of);
    }

    @PostMapping("/{id}/rotate")
    Mono<KeyBody> rotate(
            @PathVariable String id,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestAttribute(name = Access.ATTRIBUTE, required = false) @Nullable Access access,
            @RequestAttribute(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        Access caller = authenticated(access);
        var change = new Change(caller, AdminAction.KEY_ROTATE, requestId);
        boolean empty = body == null || body.length == 0;
        Mono<Integer> grace = empty
                ? Mono.just(0)
                : RequestBodies.read(body, fields -> fields.integer("grace_seconds", 0, LONGEST_GRACE_SECONDS, 0));
        return grace.flatMap(seconds -> rotate(id, change, seconds));
    }

    private Mono<KeyBody> rotate(String id, Change change, int graceSeconds) {
        Instant now = now();
        ApiKeyToken token = ApiKeyToken.rotated(id, random);
        return stored.rotate(id, token.hash(), now, now.plusSeconds(graceSeconds), change)
                .switchIfEmpty(existing(id, change.caller())
                        .flatMap(revoked -> Mono.error(
                                ApiException.of(409, "conflict", "The API key is revoked. Issue another one."))))
                .map(key -> {
                    known.forget(id);
                    log.info("API key {} was rotated by {}", id, change.caller().keyId());
                    return KeyBody.with(key, token);
                });
    }

    @DeleteMapping("/{id}")
    Mono<KeyBody> revoke(
            @PathVariable String id,
            @RequestAttribute(name = Access.ATTRIBUTE, required = false) @Nullable Access access,
            @RequestAttribute(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        Access caller = authenticated(access);
        return stored.revoke(id, now(), new Change(caller, AdminAction.KEY_REVOKE, requestId))
                .switchIfEmpty(Mono.error(() -> unknown(id)))
                .map(key -> {
                    known.forget(id);
                    log.info("API key {} was revoked by {}", id, caller.keyId());
                    return KeyBody.of(key);
                });
    }

    private Mono<ApiKey> existing(String id, Access caller) {
        return stored.find(id, caller.tenant()).switchIfEmpty(Mono.error(() -> unknown(id)));
    }

    private static ApiException unknown(String id) {
        return ApiException.notFound("API key %s not found".formatted(id));
    }

    private static @Nullable String ofCaller(Access caller, @Nullable String tenant) {
        if (caller.tenant() == null || caller.tenant().equals(tenant)) {
            return tenant;
        }
        if (tenant != null) {
            throw ApiException.of(403, "tenant_mismatch", "This API key is bound to another tenant.");
        }
        return caller.tenant();
    }

    /** Keys can be administered only by a caller with a key, so not while access is open. */
    private static Access authenticated(@Nullable Access access) {
        if (access == null) {
            throw ApiException.of(
                    409, "conflict", "Access is open, so a key would protect nothing: set STATEWAVE_API_KEY first.");
        }
        return access;
    }

    private Instant now() {
        return WireTime.micros(clock.instant());
    }
}
