package dev.statewave.models;

import java.util.Locale;
import java.util.Optional;

/**
 * A model as operators name it: {@code provider/model}, or a bare model for a server that speaks as OpenAI does.
 *
 * @param id as it was written; this is what is stored beside what the model made
 * @param model what the provider calls it
 */
record ModelId(String id, Provider provider, String model) {

    /** Who speaks how. */
    enum Provider {
        OPENAI,
        ANTHROPIC,
        OLLAMA
    }

    /**
     * @param ownBase whether the settings name an address, so that a provider we do not know may be one that speaks as
     *     OpenAI does
     * @return empty where it names no model, or a provider that nobody knows the address of
     */
    static Optional<ModelId> parse(String id, boolean ownBase) {
        int slash = id.indexOf('/');
        String model = id.substring(slash + 1);
        if (model.isBlank()) {
            return Optional.empty();
        }
        return switch (slash < 0 ? "openai" : id.substring(0, slash).toLowerCase(Locale.ROOT)) {
            case "openai" -> Optional.of(new ModelId(id, Provider.OPENAI, model));
            case "anthropic" -> Optional.of(new ModelId(id, Provider.ANTHROPIC, model));
            case "ollama", "ollama_chat" -> Optional.of(new ModelId(id, Provider.OLLAMA, model));
            default -> ownBase ? Optional.of(new ModelId(id, Provider.OPENAI, model)) : Optional.empty();
        };
    }

    /** Models that think before they answer: they refuse a temperature and count their thoughts as output. */
    boolean reasons() {
        return provider == Provider.OPENAI
                && model.substring(model.lastIndexOf('/') + 1).matches("(?:o1|o3|o4|gpt-5)(?:[-.].*)?");
    }
}
