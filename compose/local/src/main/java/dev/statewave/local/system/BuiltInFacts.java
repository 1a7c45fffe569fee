package dev.statewave.local.system;

import dev.statewave.worker.compile.extraction.HeuristicCompiler;
import java.util.List;

/** What the built-in compiler extracts from a text, for those who fill the tables of a local system directly. */
public final class BuiltInFacts {

    private BuiltInFacts() {}

    /** The profile facts of a text, in their order. */
    public static List<String> of(String text) {
        return HeuristicCompiler.facts(text);
    }
}
