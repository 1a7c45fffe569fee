package dev.statewave.webhooks.delivery;

import dev.statewave.webhooks.sending.Outcome;
import dev.statewave.webhooks.sending.PublicAddresses;
import dev.statewave.webhooks.sending.SigningKey;
import dev.statewave.webhooks.sending.WebhookClient;
import dev.statewave.webhooks.sending.WebhookRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Makes one attempt to send a delivery to the receiver of the settings. */
@Component
class WebhookSender implements DisposableBean {

    private final URI target;
    private final Map<String, String> headers;
    private final List<SigningKey> secrets;
    private final WebhookClient client;

    WebhookSender(WebhookSettings settings, Clock clock) {
        URI url = URI.create(settings.webhookUrl());
        // The client refuses a URL with user and password, so these are sent in the Authorization header.
        this.headers = url.getUserInfo() == null
                ? Map.of()
                : Map.of(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(url.getUserInfo().getBytes(StandardCharsets.UTF_8)));
        this.target = url.getRawUserInfo() == null
                ? url
                : URI.create(settings.webhookUrl().replace("//" + url.getRawUserInfo() + "@", "//"));
        this.secrets = List.copyOf(settings.secrets());
        this.client = new WebhookClient(
                settings.timeout(),
                settings.webhookAllowPrivate() ? SystemDefaultDnsResolver.INSTANCE : PublicAddresses.allowing(""),
                "STATEWAVE_WEBHOOK_ALLOW_PRIVATE is false",
                settings.webhookConcurrency() + 8,
                clock);
    }

    /** Blocks for at most the configured time-out. */
    Outcome send(Delivery delivery) {
        byte[] body = delivery.body().getBytes(StandardCharsets.UTF_8);
        return client.send(new WebhookRequest(target, delivery.id().toString(), headers, secrets, body))
                .outcome();
    }

    @Override
    public void destroy() throws IOException {
        client.close();
    }
}
