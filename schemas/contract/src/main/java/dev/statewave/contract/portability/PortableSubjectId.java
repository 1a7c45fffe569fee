package dev.statewave.contract.portability;

import dev.statewave.contract.rest.ApiException;

/** The ids of subjects that packs, clones and memory payloads take: 1 to 128 letters, digits and {@code _ . - :}. */
public final class PortableSubjectId {

    private static final int LONGEST = 128;
    /** Of subjects that a demonstration on the web makes and removes by itself. */
    private static final String RESERVED = "demo_web_";

    private PortableSubjectId() {}

    /** @throws ApiException 400 where it is none */
    public static String check(String field, String id) {
        if (id.isEmpty() || id.length() > LONGEST || !id.chars().allMatch(PortableSubjectId::isAllowed)) {
            throw ApiException.of(
                    400, "bad_request", "%s has to be 1 to %d letters, digits and _ . - :".formatted(field, LONGEST));
        }
        return id;
    }

    /** @throws ApiException 400 where it is none, or one that is reserved */
    public static String checkTarget(String field, String id) {
        if (isReserved(check(field, id))) {
            throw ApiException.of(
                    400, "bad_request", "%s may not begin with the reserved %s".formatted(field, RESERVED));
        }
        return id;
    }

    public static boolean isReserved(String id) {
        return id.startsWith(RESERVED);
    }

    /** A reserved id under a prefix that is not. */
    public static String unreserved(String id) {
        return isReserved(id) ? "imported-" + id.substring(RESERVED.length()) : id;
    }

    private static boolean isAllowed(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "_.-:".indexOf(c) >= 0;
    }
}
