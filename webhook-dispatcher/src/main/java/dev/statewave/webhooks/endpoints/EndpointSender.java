package dev.statewave.webhooks.endpoints;

import dev.statewave.contract.json.Json;
import dev.statewave.webhooks.delivery.WebhookSettings;
import dev.statewave.webhooks.sending.Outcome;
import dev.statewave.webhooks.sending.PublicAddresses;
import dev.statewave.webhooks.sending.SigningKey;
import dev.statewave.webhooks.sending.WebhookAnswer;
import dev.statewave.webhooks.sending.WebhookClient;
import dev.statewave.webhooks.sending.WebhookRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Makes one attempt at an endpoint. */
@Component
class EndpointSender implements DisposableBean {

    private final WebhookClient client;
    private final int maxBytes;
    private final Clock clock;

    EndpointSender(EndpointSettings settings, WebhookSettings webhooks, Clock clock) {
        this.client = new WebhookClient(
                webhooks.timeout(),
                settings.webhookEndpointAllowPrivate()
                        ? SystemDefaultDnsResolver.INSTANCE
                        : PublicAddresses.allowing(settings.webhookAllowedTargets()),
                "STATEWAVE_WEBHOOK_ALLOWED_TARGETS does not name it",
                settings.webhookEndpointsInFlight(),
                clock);
        this.maxBytes = settings.webhookEndpointMaxBytes();
        this.clock = clock;
    }

    /** Blocks for at most the time-out of webhooks. */
    WebhookAnswer send(DueDelivery delivery) {
        try {
            return client.send(new WebhookRequest(
                    URI.create(delivery.url()),
                    delivery.eventId().toString(),
                    headers(delivery.headers()),
                    keys(delivery.secrets(), clock.instant()),
                    body(delivery)));
        } catch (RuntimeException e) {
            // A record that this version cannot read must not be tried for ever, nor end the thread.
            return new WebhookAnswer(
                    Outcome.refused("the endpoint cannot be used: " + e.getMessage()),
                    Duration.ZERO,
                    Map.of(),
                    Map.of(),
                    "");
        }
    }

    private static Map<String, String> headers(String json) {
        var headers = new LinkedHashMap<String, String>();
        Json.tree(json)
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asString()));
        return headers;
    }

    private static List<SigningKey> keys(String secrets, Instant now) {
        var keys = new ArrayList<SigningKey>();
        for (JsonNode secret : Json.tree(secrets)) {
            JsonNode expires = secret.path("expires_at");
            if (!expires.isString() || Instant.parse(expires.stringValue()).isAfter(now)) {
                keys.add(SigningKey.parse(secret.path("key").asString()));
            }
        }
        return keys;
    }

    private byte[] body(DueDelivery delivery) {
        byte[] whole = delivery.body().getBytes(StandardCharsets.UTF_8);
        if (whole.length <= maxBytes) {
            return whole;
        }
        JsonNode body = Json.tree(delivery.body());
        var data = Json.object().put("subject_id", delivery.subject());
        data.putObject("reference")
                .put("event_id", delivery.eventId().toString())
                .put("bytes", whole.length)
                .put("path", "/v1/webhook-endpoints/%s/deliveries/%s".formatted(delivery.endpoint(), delivery.id()));
        var reference = Json.object();
        reference.set("event", body.path("event"));
        reference.set("timestamp", body.path("timestamp"));
        reference.set("data", data);
        return reference.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void destroy() throws IOException {
        client.close();
    }
}
