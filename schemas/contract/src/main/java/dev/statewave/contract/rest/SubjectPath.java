package dev.statewave.contract.rest;

import dev.statewave.contract.json.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Reads a subject id from a path. Ids may hold slashes, and clients send these both encoded and raw. */
public final class SubjectPath {

    private SubjectPath() {}

    /**
     * @param rawPath percent-encoded, as it was sent
     * @param prefix the part before the id
     * @param suffix the part after the id; may be empty
     * @throws ApiException 400 where the encoding is wrong, 422 where it is no subject id
     */
    public static String subject(String rawPath, String prefix, String suffix) {
        String subject;
        try {
            subject = URLDecoder.decode(
                    rawPath.substring(prefix.length(), rawPath.length() - suffix.length())
                            .replace("+", "%2B"),
                    StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiException.of(400, "bad_request", "The subject id in the path is not percent-encoded correctly.");
        }
        FieldReader field = FieldReader.path(Json.object().put("subject_id", subject));
        field.requiredId("subject_id");
        field.check();
        return subject;
    }
}
