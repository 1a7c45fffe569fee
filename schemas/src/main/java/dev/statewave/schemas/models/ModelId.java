package dev.statewave.schemas.models;

import java.util.Locale;

/**
 * A model as operators name it: {@code provider/model}, or a bare model for a server that speaks as OpenAI does.
 *
 * @param id as it was written; this is what is stored beside what the model made
 * @param model what the provider calls it
 */
record ModelId(String id, Provider provider, String model) {

    /** Who speaks how. */
    enum Provider {
        OPENAI, ANTHROPIC, OLLAMA
    }

    /**
     * @param ownBase whether the settings name an address, so that a provider we do not know may be one that speaks as OpenAI does
     * @throws IllegalArgumentException with a sentence that says how to mend it
     */
    static ModelId parse(String setting, String id, boolean ownBase) {
        int slash = id.indexOf('/');
        String prefix = slash < 0 ? "openai" : id.substring(0, slash).toLowerCase(Locale.ROOT);
        String model = id.substring(slash + 1);
        if (model.isBlank()) {
            throw new IllegalArgumentException("names no model: set %s to provider/model, such as openai/gpt-4o-mini".formatted(setting));
        }
        return switch (prefix) {
            case "openai" -> new ModelId(id, Provider.OPENAI, model);
            case "anthropic" -> new ModelId(id, Provider.ANTHROPIC, model);
            case "ollama", "ollama_chat" -> new ModelId(id, Provider.OLLAMA, model);
            default -> {
                if (!ownBase) {
                    throw new IllegalArgumentException(("names the provider %s, whose address is not known: set %s to openai/, anthropic/ or ollama/ and a "
                            + "model, or STATEWAVE_LITELLM_API_BASE to the address of a server that speaks as OpenAI does").formatted(prefix, setting));
                }
                yield new ModelId(id, Provider.OPENAI, model);
            }
        };
    }

    /** Models that think before they answer: they refuse a temperature and count their thoughts as output. */
    boolean reasons() {
        return provider == Provider.OPENAI && model.substring(model.lastIndexOf('/') + 1).matches("(?:o1|o3|o4|gpt-5)(?:[-.].*)?");
    }
}
