package dev.statewave.webhooks.sending;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * What is sent in one attempt.
 *
 * @param id of the message: the same in every attempt, so that the receiver can recognise repeats by it
 * @param headers beside those that every attempt has
 * @param keys each signs; none for an unsigned request
 */
public record WebhookRequest(URI target, String id, Map<String, String> headers, List<SigningKey> keys, byte[] body) {}
