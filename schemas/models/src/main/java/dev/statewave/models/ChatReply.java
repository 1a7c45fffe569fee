package dev.statewave.models;

/**
 * What a chat model answered.
 *
 * @param model as the provider names it
 * @param promptTokens 0 where the provider does not count
 */
public record ChatReply(String text, String model, int promptTokens, int completionTokens) {}
