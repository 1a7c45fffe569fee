package dev.statewave.context.webhooks;

import dev.statewave.context.webhooks.EndpointRepository.Filter;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.WebhookEndpointBody;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * The reads under {@code /v1/webhook-endpoints}, where the header names the tenant, and under
 * {@code /admin/webhook-endpoints}, where the parameter {@code tenant_id} does.
 */
@RestController
@RequestMapping({"/v1/webhook-endpoints", "/admin/webhook-endpoints"})
class WebhookEndpointController {

    private static final Set<String> STATES = Set.of("pending", "delivered", "dead_letter");
    private static final Set<String> OUTCOMES = Set.of("delivered", "retry", "permanent");
    private static final int MOST = 200;
    private static final int DEFAULT = 50;

    private final EndpointRepository endpoints;

    WebhookEndpointController(EndpointRepository endpoints) {
        this.endpoints = endpoints;
    }

    record EndpointsBody(
            List<WebhookEndpointBody> endpoints, @Nullable String nextCursor) {}

    record DeliveriesBody(
            List<DeliveryBody> deliveries, @Nullable String nextCursor) {}

    record AttemptsBody(
            List<AttemptBody> attempts, @Nullable String nextCursor) {}

    @GetMapping
    Mono<EndpointsBody> list(@RequestParam Map<String, String> parameters, ServerHttpRequest request) {
        FieldReader query = FieldReader.query(parameters);
        String tenant = tenant(query, request);
        int limit = query.integer("limit", 1, MOST, DEFAULT);
        PageCursor before = PageCursor.read(query);
        query.check();
        return endpoints.endpoints(tenant, before, limit).map(page -> new EndpointsBody(page.rows(), page.next()));
    }

    @GetMapping("/{endpointId}")
    Mono<WebhookEndpointBody> one(
            @PathVariable String endpointId, @RequestParam Map<String, String> parameters, ServerHttpRequest request) {
        UUID id = id("endpoint_id", endpointId);
        FieldReader query = FieldReader.query(parameters);
        String tenant = tenant(query, request);
        query.check();
        return endpoints.endpoint(tenant, id);
    }

    @GetMapping("/{endpointId}/deliveries")
    Mono<DeliveriesBody> deliveries(
            @PathVariable String endpointId, @RequestParam Map<String, String> parameters, ServerHttpRequest request) {
        UUID id = id("endpoint_id", endpointId);
        FieldReader query = FieldReader.query(parameters);
        String tenant = tenant(query, request);
        Filter filter = filter(query, query.optionalEnum("status", STATES));
        query.check();
        return endpoints
                .endpoint(tenant, id)
                .flatMap(endpoint -> endpoints.deliveries(tenant, id, filter))
                .map(page -> new DeliveriesBody(page.rows(), page.next()));
    }

    @GetMapping("/{endpointId}/deliveries/{deliveryId}")
    Mono<DeliveryBody> delivery(
            @PathVariable String endpointId,
            @PathVariable String deliveryId,
            @RequestParam Map<String, String> parameters,
            ServerHttpRequest request) {
        UUID id = id("endpoint_id", endpointId);
        UUID delivery = id("delivery_id", deliveryId);
        FieldReader query = FieldReader.query(parameters);
        String tenant = tenant(query, request);
        query.check();
        return endpoints.delivery(tenant, id, delivery);
    }

    @GetMapping("/{endpointId}/attempts")
    Mono<AttemptsBody> attempts(
            @PathVariable String endpointId, @RequestParam Map<String, String> parameters, ServerHttpRequest request) {
        UUID id = id("endpoint_id", endpointId);
        FieldReader query = FieldReader.query(parameters);
        String tenant = tenant(query, request);
        Filter filter = filter(query, query.optionalEnum("outcome", OUTCOMES));
        query.check();
        return endpoints
                .endpoint(tenant, id)
                .flatMap(endpoint -> endpoints.attempts(tenant, id, filter))
                .map(page -> new AttemptsBody(page.rows(), page.next()));
    }

    private static Filter filter(FieldReader query, @Nullable String status) {
        return new Filter(
                status,
                text(query, "event_type"),
                text(query, "subject_id"),
                query.optionalUuid("delivery_id"),
                query.time("since"),
                query.time("until"),
                PageCursor.read(query),
                query.integer("limit", 1, MOST, DEFAULT));
    }

    private static @Nullable String text(FieldReader query, String name) {
        String text = query.optionalText(name, 256);
        return text == null || text.isEmpty() ? null : text;
    }

    private static UUID id(String name, String text) {
        FieldReader path = FieldReader.path(Json.object().put(name, text));
        UUID id = path.requiredUuid(name);
        path.check();
        return id;
    }

    /** Null for all tenants. */
    private static @Nullable String tenant(FieldReader query, ServerHttpRequest request) {
        return request.getPath().value().startsWith("/admin/")
                ? text(query, "tenant_id")
                : request.getHeaders().getFirst(Headers.TENANT);
    }
}
