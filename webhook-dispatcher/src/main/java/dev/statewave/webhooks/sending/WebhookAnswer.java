package dev.statewave.webhooks.sending;

import java.time.Duration;
import java.util.Map;

/**
 * How one attempt went.
 *
 * @param requestHeaders as sent, without values of headers that are the receiver's own
 * @param responseHeaders of an answer, the first {@value WebhookClient#MOST_HEADERS}; empty without one
 * @param responseBody the beginning of it; empty without an answer
 */
public record WebhookAnswer(
        Outcome outcome,
        Duration duration,
        Map<String, String> requestHeaders,
        Map<String, String> responseHeaders,
        String responseBody) {}
