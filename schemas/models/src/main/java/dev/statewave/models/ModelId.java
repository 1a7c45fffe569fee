package dev.statewave.models;

import java.util.Locale;
import java.util.Optional;

/**
 * A model as operators name it: {@code provider/model}, or a bare model for a server with the API of OpenAI.
 *
 * @param id as in the settings; it is stored beside what the model made
 * @param model the provider's own name of it
 */
record ModelId(String id, Provider provider, String model) {

    /** The API that a provider implements. */
    enum Provider {
        OPENAI,
        ANTHROPIC,
        OLLAMA
    }

    /**
     * @param ownBase whether the settings name an address; an unknown provider is then taken to have the API of OpenAI
     * @return empty where it names no model, or an unknown provider without an address
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

    /** Whether it is a reasoning model: these refuse a temperature and count reasoning tokens as output. */
    boolean reasons() {
        return provider == Provider.OPENAI
                && model.substring(model.lastIndexOf('/') + 1).matches("(?:o1|o3|o4|gpt-5)(?:[-.].*)?");
    }
}
