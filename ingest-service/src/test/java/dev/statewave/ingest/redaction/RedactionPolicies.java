package dev.statewave.ingest.redaction;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Policies of tests. */
public final class RedactionPolicies {

    private RedactionPolicies() {}

    /** @param redacted tenants whose configuration says so */
    public static RedactionPolicy of(boolean otherwise, String... redacted) {
        Map<String, Boolean> configured =
                Stream.of(redacted).collect(Collectors.toMap(Function.identity(), tenant -> true));
        return new RedactionPolicy(otherwise, () -> configured);
    }
}
