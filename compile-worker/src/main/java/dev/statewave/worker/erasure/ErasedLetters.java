package dev.statewave.worker.erasure;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.RecordHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Tells which dead letters are about erased subjects. By its key, or by a field of its value that names a subject,
 * however deep; where the value is no JSON, by the id in quotation marks. A letter that names other tenants only is
 * about none of them.
 */
final class ErasedLetters {

    private static final Set<String> SUBJECTS = Set.of("subject_id", "subject", "subjectid");
    private static final Set<String> TENANTS = Set.of("tenant_id", "tenant", "tenantid");
    private static final List<String> TENANT_HEADERS =
            List.of("X-Tenant-ID", "x-tenant-id", "tenant-id", "tenant_id", "tenant", "ce_tenantid");
    private static final List<String> SUBJECT_HEADERS = List.of("ce_subject");

    private final Map<String, SubjectKey> keys = new HashMap<>();
    private final Map<String, Set<String>> tenantsBySubject = new HashMap<>();

    ErasedLetters(Collection<SubjectKey> erased) {
        for (SubjectKey key : erased) {
            keys.put(key.encoded(), key);
            tenantsBySubject
                    .computeIfAbsent(key.subject(), subject -> new HashSet<>())
                    .add(key.tenant());
        }
    }

    /** The erased subjects that a letter is about; empty for a letter that is about none of them. */
    Set<SubjectKey> subjects(ConsumerRecord<String, byte[]> letter) {
        SubjectKey keyed = letter.key() == null ? null : keys.get(letter.key());
        if (keyed != null) {
            return Set.of(keyed);
        }
        var subjects = new HashSet<String>();
        var tenants = new HashSet<String>();
        SUBJECT_HEADERS.forEach(name -> add(subjects, RecordHeaders.text(letter.headers(), name)));
        TENANT_HEADERS.forEach(name -> add(tenants, RecordHeaders.text(letter.headers(), name)));
        if (letter.value() != null) {
            read(letter.value(), subjects, tenants);
        }
        var found = new HashSet<SubjectKey>();
        for (String subject : subjects) {
            tenantsBySubject.getOrDefault(subject, Set.of()).stream()
                    .filter(tenant -> tenants.isEmpty() || tenants.contains(tenant))
                    .forEach(tenant -> found.add(new SubjectKey(tenant, subject)));
        }
        return found;
    }

    private void read(byte[] value, Set<String> subjects, Set<String> tenants) {
        try {
            collect(Json.tree(value), subjects, tenants);
        } catch (JacksonException e) {
            String text = new String(value, StandardCharsets.UTF_8);
            tenantsBySubject.keySet().stream()
                    .filter(subject -> text.contains(Json.text(subject)))
                    .forEach(subjects::add);
        }
    }

    // JSON that is nested too deeply is refused by its parser, so this ends.
    private static void collect(JsonNode node, Set<String> subjects, Set<String> tenants) {
        if (node.isObject()) {
            node.properties().forEach(entry -> {
                JsonNode value = entry.getValue();
                if (value.isString() && SUBJECTS.contains(entry.getKey())) {
                    add(subjects, value.stringValue());
                } else if (value.isString() && TENANTS.contains(entry.getKey())) {
                    add(tenants, value.stringValue());
                } else {
                    collect(value, subjects, tenants);
                }
            });
        } else if (node.isArray()) {
            node.forEach(item -> collect(item, subjects, tenants));
        }
    }

    private static void add(Set<String> names, @Nullable String name) {
        if (name != null && !name.isBlank()) {
            names.add(name);
        }
    }
}
