package dev.statewave.local.receipts;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.receipts.CanonicalJson;
import dev.statewave.contract.receipts.ReceiptChain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Follows the chains of an export line by line. Of each line it tells what is wrong, with the number of the line and
 * the id of the receipt, and goes on with what the line says of itself: so one change is told once.
 */
final class ReceiptVerifier {

    /** What an export adds to what is signed. */
    private static final Set<String> ADDED =
            Set.of("receipt_signature", "status", "tombstoned_at", "position", "prev_hash", "hash");

    private final VerifyingKeys keys;
    private final boolean signaturesRequired;
    private final Map<String, Chain> chains = new LinkedHashMap<>();
    private final Map<String, Integer> unchecked = new TreeMap<>();
    private int line;
    private int signed;
    private int unsigned;

    /** @param signaturesRequired whether a receipt whose signature cannot be checked is an error */
    ReceiptVerifier(VerifyingKeys keys, boolean signaturesRequired) {
        this.keys = keys;
        this.signaturesRequired = signaturesRequired;
    }

    /** The chain of a tenant as far as it was read. */
    private static final class Chain {
        long receipts;
        long erased;
        long position;

        @Nullable
        String hash;
    }

    /** What is wrong with the next line. */
    List<String> next(String text) {
        line++;
        if (text.isBlank()) {
            return List.of();
        }
        JsonNode receipt;
        try {
            receipt = Json.tree(text);
        } catch (JacksonException e) {
            return List.of("line %d: no JSON".formatted(line));
        }
        if (!(receipt instanceof ObjectNode object)
                || !receipt.path("receipt_id").isString()
                || !receipt.path("hash").isString()
                || !receipt.path("position").isIntegralNumber()) {
            return List.of("line %d: no receipt with its place in a chain; export with GET /admin/receipts/export"
                    .formatted(line));
        }
        var wrong = new ArrayList<String>();
        checkLink(receipt, wrong);
        if (!isErased(receipt)) {
            String signedText = signedText(object);
            checkHash(receipt, signedText, wrong);
            checkSignature(receipt, signedText, wrong);
        }
        String name = "line %d, receipt %s: "
                .formatted(line, receipt.path("receipt_id").asString());
        return wrong.stream().map(name::concat).toList();
    }

    private void checkLink(JsonNode receipt, List<String> wrong) {
        Chain chain = chains.computeIfAbsent(receipt.path("tenant_id").asString(""), any -> new Chain());
        long position = receipt.path("position").asLong();
        String previous = text(receipt, "prev_hash");
        if (position <= chain.position) {
            wrong.add("out of order: position %d stands behind position %d".formatted(position, chain.position));
        } else if (position > chain.position + 1) {
            wrong.add("removed before it: %s of the chain"
                    .formatted(
                            position == chain.position + 2
                                    ? "position %d".formatted(position - 1)
                                    : "positions %d to %d".formatted(chain.position + 1, position - 1)));
        } else if (chain.hash == null ? previous != null : !chain.hash.equals(previous)) {
            wrong.add("does not follow position %d: its prev_hash is not the hash before it".formatted(chain.position));
        }
        chain.position = Math.max(position, chain.position);
        chain.hash = text(receipt, "hash");
        if (isErased(receipt)) {
            chain.erased++;
        } else {
            chain.receipts++;
        }
    }

    private static boolean isErased(JsonNode receipt) {
        return "erased".equals(receipt.path("status").asString(""));
    }

    private static String signedText(ObjectNode receipt) {
        ObjectNode body = receipt.deepCopy();
        body.remove(ADDED);
        return CanonicalJson.text(body);
    }

    private static void checkHash(JsonNode receipt, String signedText, List<String> wrong) {
        if (!ReceiptChain.hash(text(receipt, "prev_hash"), signedText)
                .equals(receipt.path("hash").asString())) {
            wrong.add("changed: its hash is not that of its content");
        }
    }

    private void checkSignature(JsonNode receipt, String signedText, List<String> wrong) {
        String signature = text(receipt, "receipt_signature");
        String id = text(receipt, "receipt_signature_key_id");
        String algorithm = text(receipt, "receipt_signature_algorithm");
        if (signature == null) {
            unsigned++;
            if (id != null) {
                wrong.add("its signature by key %s was taken off".formatted(id));
            } else if (signaturesRequired) {
                wrong.add("not signed");
            }
            return;
        }
        Boolean holds = id == null || algorithm == null ? null : keys.verify(algorithm, id, signedText, signature);
        if (holds == null) {
            unchecked.merge("%s (%s)".formatted(id, algorithm), 1, Integer::sum);
            if (signaturesRequired) {
                wrong.add("no key %s to check its signature with".formatted(id));
            }
        } else if (holds) {
            signed++;
        } else {
            wrong.add("its signature by key %s does not hold".formatted(id));
        }
    }

    /**
     * What is wrong with the whole.
     *
     * @param heads hashes that chains have to end with
     */
    List<String> end(List<String> heads) {
        Set<String> ends = chains.values().stream()
                .map(chain -> String.valueOf(chain.hash))
                .collect(Collectors.toSet());
        var wrong = new ArrayList<String>();
        if (chains.isEmpty()) {
            wrong.add("no receipts");
        }
        heads.stream()
                .filter(head -> !ends.contains(head))
                .map("no chain ends with %s: its last receipts were taken off, or changed"::formatted)
                .forEach(wrong::add);
        return wrong;
    }

    /** What was read, for people. */
    List<String> summary() {
        var lines = new ArrayList<String>();
        chains.forEach((tenant, chain) -> lines.add("%s: %,d receipts%s, position %d, head %s"
                .formatted(
                        tenant.isEmpty() ? "without a tenant" : "tenant " + tenant,
                        chain.receipts,
                        chain.erased == 0 ? "" : " and %,d erased with their subjects".formatted(chain.erased),
                        chain.position,
                        chain.hash)));
        lines.add("%,d signatures hold, %,d receipts are not signed".formatted(signed, unsigned));
        unchecked.forEach(
                (key, count) -> lines.add("%,d signatures are not checked: there is no key %s".formatted(count, key)));
        return lines;
    }

    private static @Nullable String text(JsonNode receipt, String name) {
        return receipt.path(name).isString() ? receipt.path(name).asString() : null;
    }
}
