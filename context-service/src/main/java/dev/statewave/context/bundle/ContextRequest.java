package dev.statewave.context.bundle;

/**
 * What a context is asked for.
 *
 * @param tenant null or empty for none
 * @param task 1 to 4,000 characters
 * @param session the session that the caller is in; null for none
 * @param budget in tokens
 */
public record ContextRequest(String subject, String tenant, String task, String session, int budget) {}
