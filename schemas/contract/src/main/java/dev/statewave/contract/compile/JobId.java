package dev.statewave.contract.compile;

import java.util.UUID;

/** The ids of compile jobs: 128 random bits, so that no two jobs share an id. */
public final class JobId {

    private JobId() {}

    /** 32 hexadecimal digits. */
    public static String random() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
