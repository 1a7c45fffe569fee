package dev.statewave.worker;

/** What makes memories of episodes. */
public enum CompilerType {
    /** Patterns. */
    HEURISTIC,
    /** The chat model of the settings. */
    LLM
}
