package dev.statewave.harness.fuzz;

import dev.statewave.contract.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes a JSON object at random: first its structure, then its text, then its bytes. */
final class JsonFuzzer {

    /** Stands in the tree for text that no tree could hold. */
    private static final String PLACEHOLDER = "@@%d@@";

    private static final Set<String> KEYS = Set.of("idempotency_key", "id");

    private final Random random;

    JsonFuzzer(Random random) {
        this.random = random;
    }

    /** @param changes how many of the structure; with none it stays as it is */
    byte[] fuzz(ObjectNode valid, int changes) {
        if (changes == 0) {
            return Json.bytes(valid);
        }
        ObjectNode tree = valid.deepCopy();
        Map<String, String> raw = new LinkedHashMap<>();
        for (int i = 0; i < changes; i++) {
            change(tree, raw);
        }
        String text = tree.toString();
        for (Map.Entry<String, String> one : raw.entrySet()) {
            text = text.replace('"' + one.getKey() + '"', one.getValue());
        }
        if (random.nextInt(20) == 0) {
            text = changeText(text);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return random.nextInt(15) == 0 && bytes.length > 0 ? changeBytes(bytes) : bytes;
    }

    private void change(ObjectNode tree, Map<String, String> raw) {
        List<ObjectNode> objects = new ArrayList<>();
        collect(tree, objects);
        // Mostly at the top, where the fields with a meaning are.
        ObjectNode object = random.nextInt(3) > 0 ? tree : objects.get(random.nextInt(objects.size()));
        List<String> names = List.copyOf(object.propertyNames());
        if (names.isEmpty()) {
            object.put("added", 1);
            return;
        }
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(8)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(name.toUpperCase(), object.remove(name));
            case 2 -> object.set(name, Json.MAPPER.createArrayNode().add(object.get(name)));
            case 3 -> object.set(name, Json.object().set(name, object.get(name)));
            case 4 -> object.put("unknown_" + random.nextInt(100), placeholder(raw, HostileValues.any(random)));
            default -> object.put(name, placeholder(raw, hostile(name)));
        }
    }

    private String hostile(String name) {
        String value = HostileValues.any(random);
        // Two records with the same key would be one on purpose.
        return KEYS.contains(name) && value.endsWith("\"")
                ? value.substring(0, value.length() - 1) + "-" + random.nextLong() + "\""
                : value;
    }

    private static String placeholder(Map<String, String> raw, String value) {
        String placeholder = PLACEHOLDER.formatted(raw.size());
        raw.put(placeholder, value);
        return placeholder;
    }

    private static void collect(JsonNode node, List<ObjectNode> objects) {
        if (node instanceof ObjectNode object) {
            objects.add(object);
            object.valueStream().forEach(value -> collect(value, objects));
        } else if (node instanceof ArrayNode array) {
            array.valueStream().forEach(value -> collect(value, objects));
        }
    }

    private String changeText(String text) {
        return switch (random.nextInt(7)) {
            case 0 -> text.substring(0, random.nextInt(text.length()));
            case 1 -> text + text;
            case 2 -> text + " trailing";
            case 3 -> "[" + text + "]";
            case 4 -> text.replace('"', '\'');
            // The last of two keys counts, or the first, but both readers have to agree.
            case 5 -> "{\"subject_id\":\"fuzz:twice\",\"payload\":{}," + text.substring(1);
            default -> " \n\t".repeat(random.nextInt(1, 1_000)) + text;
        };
    }

    private byte[] changeBytes(byte[] bytes) {
        return switch (random.nextInt(6)) {
            case 0 -> spliced(bytes, new byte[] {(byte) 0xc3, 0x28});
            case 1 -> spliced(bytes, new byte[] {(byte) 0xff, (byte) 0xfe});
            // A surrogate and a NUL as UTF-8 must not encode them.
            case 2 -> spliced(bytes, new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80});
            case 3 -> spliced(bytes, new byte[] {(byte) 0xc0, (byte) 0x80});
            case 4 -> {
                byte[] flipped = bytes.clone();
                flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
            default -> new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16);
        };
    }

    private byte[] spliced(byte[] bytes, byte[] piece) {
        int at = random.nextInt(bytes.length);
        byte[] longer = new byte[bytes.length + piece.length];
        System.arraycopy(bytes, 0, longer, 0, at);
        System.arraycopy(piece, 0, longer, at, piece.length);
        System.arraycopy(bytes, at, longer, at + piece.length, bytes.length - at);
        return longer;
    }
}
