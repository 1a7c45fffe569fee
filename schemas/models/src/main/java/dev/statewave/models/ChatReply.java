package dev.statewave.models;

/**
 * The answer of a chat model.
 *
 * @param model as the provider names it
 * @param promptTokens 0 where the provider does not count
 */
public record ChatReply(String text, String model, int promptTokens, int completionTokens) {}
