package dev.statewave.ingest.webhooks;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.WebhookEndpointBody;
import dev.statewave.platform.web.RequestBodies;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * The writes under {@code /v1/webhook-endpoints}, where the header names the tenant, and under
 * {@code /admin/webhook-endpoints}, where the parameter {@code tenant_id} does.
 */
@RestController
@RequestMapping({"/v1/webhook-endpoints", "/admin/webhook-endpoints"})
class WebhookEndpointController {

    private static final int LONGEST_OVERLAP_HOURS = 720;

    private final WebhookEndpointRepository endpoints;
    private final DeliveryReplay replay;
    private final TestDelivery test;
    private final Clock clock;

    WebhookEndpointController(
            WebhookEndpointRepository endpoints, DeliveryReplay replay, TestDelivery test, Clock clock) {
        this.endpoints = endpoints;
        this.replay = replay;
        this.test = test;
        this.clock = clock;
    }

    record DeletedBody(UUID id, boolean deleted) {}

    private record Rotation(String type, @Nullable EndpointSecret secret, int overlapHours) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Mono<ObjectNode> create(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestParam Map<String, String> parameters,
            ServerHttpRequest request) {
        Requester who = requester(request, parameters);
        return RequestBodies.read(body, EndpointFields::create).flatMap(given -> {
            EndpointSecret secret = secret(given.secretType(), given.secret());
            return endpoints
                    .create(who, UUID.randomUUID(), given.columns(), secret.stored(clock.instant()))
                    .map(created -> withSecret(created, secret));
        });
    }

    @PatchMapping("/{endpointId}")
    Mono<WebhookEndpointBody> patch(
            @PathVariable String endpointId,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestParam Map<String, String> parameters,
            ServerHttpRequest request) {
        UUID id = id(endpointId);
        Requester who = requester(request, parameters);
        return RequestBodies.read(body, EndpointFields::patch).flatMap(patch -> endpoints.patch(who, id, patch));
    }

    @DeleteMapping("/{endpointId}")
    Mono<DeletedBody> delete(
            @PathVariable String endpointId, @RequestParam Map<String, String> parameters, ServerHttpRequest request) {
        UUID id = id(endpointId);
        return endpoints.delete(requester(request, parameters), id).map(gone -> new DeletedBody(id, true));
    }

    @PostMapping("/{endpointId}/secret/rotate")
    Mono<ObjectNode> rotate(
            @PathVariable String endpointId,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestParam Map<String, String> parameters,
            ServerHttpRequest request) {
        UUID id = id(endpointId);
        Requester who = requester(request, parameters);
        return RequestBodies.read(orEmpty(body), WebhookEndpointController::rotation)
                .flatMap(rotation -> {
                    EndpointSecret secret = secret(rotation.type(), rotation.secret());
                    var now = clock.instant();
                    return endpoints
                            .rotate(who, id, secret.stored(now), now.plus(Duration.ofHours(rotation.overlapHours())))
                            .map(rotated -> withSecret(rotated, secret));
                });
    }

    @PostMapping("/{endpointId}/test")
    Mono<TestDelivery.ResultBody> test(
            @PathVariable String endpointId, @RequestParam Map<String, String> parameters, ServerHttpRequest request) {
        UUID id = id(endpointId);
        Requester who = requester(request, parameters);
        return endpoints.writable(who, id).flatMap(endpoint -> test.send(who, id));
    }

    @PostMapping("/{endpointId}/replay")
    Mono<DeliveryReplay.ReplayBody> replay(
            @PathVariable String endpointId,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestParam Map<String, String> parameters,
            ServerHttpRequest request) {
        UUID id = id(endpointId);
        Requester who = requester(request, parameters);
        return RequestBodies.read(orEmpty(body), DeliveryReplay.Choice::read)
                .flatMap(choice -> endpoints.writable(who, id).flatMap(endpoint -> replay.replay(who, id, choice)));
    }

    private static Rotation rotation(FieldReader fields) {
        fields.onlyKnown(Set.of("overlap_hours", "secret_type", "secret"));
        String type = fields.optionalEnum("secret_type", Set.of("hmac", "ed25519"), "hmac");
        String given = fields.optionalText("secret", 256);
        EndpointSecret secret = given == null ? null : EndpointSecret.parse(given);
        if (given != null && (secret == null || !type.equals("hmac"))) {
            fields.invalid(
                    "secret", "A secret is whsec_ and the base64 of 24 to 64 bytes; leave it out to get a new one");
        }
        return new Rotation(type, secret, fields.integer("overlap_hours", 0, LONGEST_OVERLAP_HOURS, 24));
    }

    private static EndpointSecret secret(String type, @Nullable EndpointSecret given) {
        if (given != null) {
            return given;
        }
        return type.equals("ed25519") ? EndpointSecret.asymmetric() : EndpointSecret.symmetric();
    }

    /** The only answers that show a secret. */
    private static ObjectNode withSecret(WebhookEndpointBody endpoint, EndpointSecret secret) {
        ObjectNode body = Json.MAPPER.valueToTree(endpoint);
        return body.put("secret", secret.shown());
    }

    private static byte[] orEmpty(byte @Nullable [] body) {
        return body == null || body.length == 0 ? new byte[] {'{', '}'} : body;
    }

    private static UUID id(String text) {
        FieldReader path = FieldReader.path(Json.object().put("endpoint_id", text));
        UUID id = path.requiredUuid("endpoint_id");
        path.check();
        return id;
    }

    private static Requester requester(ServerHttpRequest request, Map<String, String> parameters) {
        var headers = request.getHeaders();
        String tenant = headers.getFirst(Headers.TENANT);
        if (request.getPath().value().startsWith("/admin/")) {
            FieldReader query = FieldReader.query(parameters);
            tenant = query.optionalText("tenant_id", 256);
            query.check();
        }
        return Requester.of(tenant, headers.getFirst(Headers.ACTOR), headers.getFirst(Headers.REQUEST_ID));
    }
}
