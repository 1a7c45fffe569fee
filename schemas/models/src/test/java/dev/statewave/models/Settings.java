package dev.statewave.models;

/** Settings of tests. */
final class Settings {

    private Settings() {}

    static ModelSettings of(String model, String key, String base, double timeoutSeconds, int retries) {
        String embedding = model.startsWith("anthropic") ? "openai/e" : model;
        return new ModelSettings(
                key, model, embedding, base, timeoutSeconds, retries, 0.1, 16_000, 16, "all-minilm-l6-v2-q", 3, 60, 8);
    }
}
