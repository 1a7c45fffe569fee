package dev.statewave.contract.sizing;

import java.util.Arrays;
import java.util.Locale;

/** A process that is measured and sized by itself. */
public enum Role {
    GATEWAY("api-gateway", true),
    INGEST("ingest-service", true),
    /** The compile-worker in its roles writer, trigger and compiler. */
    WORKER("compile-worker", true),
    /** The compile-worker in its role embedder. */
    EMBEDDER("compile-worker (embedder)", true),
    CONTEXT("context-service", true),
    DISPATCHER("webhook-dispatcher", true),
    BROKER("broker", false),
    POSTGRES("postgresql", false);

    private final String title;
    private final boolean ours;

    Role(String title, boolean ours) {
        this.title = title;
        this.ours = ours;
    }

    /** As tables and JSON name it. */
    public String title() {
        return title;
    }

    /** Whether it is a deployable of this system, and not a store. */
    public boolean deployable() {
        return ours;
    }

    /** Its name in files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException where there is none of that name */
    public static Role of(String key) {
        return Arrays.stream(values())
                .filter(role -> role.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no role " + key));
    }
}
