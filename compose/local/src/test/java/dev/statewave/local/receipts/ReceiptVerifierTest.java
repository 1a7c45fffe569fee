package dev.statewave.local.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.receipts.CanonicalJson;
import dev.statewave.contract.receipts.ReceiptChain;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class ReceiptVerifierTest {

    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private KeyPair pair;
    private VerifyingKeys keys;
    private final List<String> lines = new ArrayList<>();
    private @Nullable String last;

    @BeforeEach
    void export() throws Exception {
        pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path pem = Files.writeString(
                folder.resolve("public.pem"),
                "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                        .formatted(Base64.getMimeEncoder()
                                .encodeToString(pair.getPublic().getEncoded())));
        Path secret =
                Files.writeString(folder.resolve("secret"), Base64.getEncoder().encodeToString(SECRET) + "\n");
        keys = VerifyingKeys.read(List.of(pem.toString()), List.of("h=" + secret), null);
        for (int i = 1; i <= 6; i++) {
            add(i);
        }
    }

    @Test
    void exportAsItWas_isInOrder() {
        assertThat(wrong(lines)).isEmpty();
    }

    @Test
    void changedReceipt_isNamed() {
        lines.set(2, lines.get(2).replace("task 3", "task 4"));

        assertThat(wrong(lines))
                .containsExactly(
                        "line 3, receipt R3: changed: its hash is not that of its content",
                        "line 3, receipt R3: its signature by key e does not hold");
    }

    @Test
    void changedReceipt_withItsHashMadeAnew_isNamedByItsSignatureAndByTheOneBehindIt() {
        ObjectNode changed = (ObjectNode) Json.tree(lines.get(2));
        changed.put("task", "other");
        ObjectNode body = changed.deepCopy();
        body.remove(List.of("receipt_signature", "status", "tombstoned_at", "position", "prev_hash", "hash"));
        changed.put("hash", ReceiptChain.hash(changed.get("prev_hash").asString(), CanonicalJson.text(body)));
        lines.set(2, changed.toString());

        assertThat(wrong(lines))
                .containsExactly(
                        "line 3, receipt R3: its signature by key e does not hold",
                        "line 4, receipt R4: does not follow position 3: its prev_hash is not the hash before it");
    }

    @Test
    void removedReceipt_isNamedByTheOneBehindIt() {
        lines.remove(2);

        assertThat(wrong(lines)).containsExactly("line 3, receipt R4: removed before it: position 3 of the chain");
    }

    @Test
    void removedReceipt_whoseGapWasClosed_isNamedToo() {
        lines.remove(2);
        for (int i = 2; i < lines.size(); i++) {
            lines.set(i, lines.get(i).replace("\"position\":" + (i + 2), "\"position\":" + (i + 1)));
        }

        assertThat(wrong(lines))
                .containsExactly(
                        "line 3, receipt R4: does not follow position 2: its prev_hash is not the hash before it");
    }

    @Test
    void lastReceiptThatWasTakenOff_isMissedByItsHead() {
        String head = String.valueOf(last);
        assertThat(wrong(lines, head)).isEmpty();

        lines.removeLast();

        assertThat(wrong(lines)).isEmpty();
        assertThat(wrong(lines, head)).singleElement().asString().contains("no chain ends with " + head);
    }

    @Test
    void swappedReceipts_areOutOfOrder() {
        lines.add(2, lines.remove(3));

        assertThat(wrong(lines))
                .contains("line 4, receipt R3: out of order: position 3 stands behind position 4")
                .anyMatch(line -> line.startsWith("line 3, receipt R4: removed before it"));
    }

    @Test
    void repeatedReceipt_isOutOfOrder() {
        lines.add(3, lines.get(2));

        assertThat(wrong(lines)).contains("line 4, receipt R3: out of order: position 3 stands behind position 3");
    }

    @Test
    void erasedReceipt_keepsTheChain() {
        ObjectNode receipt = (ObjectNode) Json.tree(lines.get(2));
        lines.set(
                2,
                Json.object()
                        .put("receipt_id", "R3")
                        .put("tenant_id", "t")
                        .put("status", "erased")
                        .put("position", 3)
                        .put("prev_hash", receipt.get("prev_hash").asString())
                        .put("hash", receipt.get("hash").asString())
                        .toString());

        assertThat(wrong(lines)).isEmpty();
    }

    @Test
    void signatureThatWasTakenOff_orThatNobodyCanCheck_isNamed() throws Exception {
        ObjectNode receipt = (ObjectNode) Json.tree(lines.get(3));
        receipt.putNull("receipt_signature");
        lines.set(3, receipt.toString());

        assertThat(wrong(lines)).containsExactly("line 4, receipt R4: its signature by key h was taken off");
        keys = VerifyingKeys.read(List.of(), List.of(), null);
        var verifier = new ReceiptVerifier(keys, true);
        assertThat(verifier.next(lines.getFirst()))
                .containsExactly("line 1, receipt R1: no key e to check its signature with");
    }

    @Test
    void whatIsNoReceipt_isNamed() {
        lines.add("{");
        lines.add("[]");
        lines.add("{\"receipt_id\":\"R\"}");

        assertThat(wrong(lines)).hasSize(3).first().isEqualTo("line 7: no JSON");
    }

    private List<String> wrong(List<String> export, String... heads) {
        var verifier = new ReceiptVerifier(keys, false);
        var wrong = new ArrayList<String>();
        export.forEach(line -> wrong.addAll(verifier.next(line)));
        wrong.addAll(verifier.end(List.of(heads)));
        return wrong;
    }

    /** Odd ones are signed by Ed25519, the others by HMAC. */
    private void add(int number) throws Exception {
        boolean ed25519 = number % 2 == 1;
        ObjectNode receipt = Json.object()
                .put("receipt_id", "R" + number)
                .put("tenant_id", "t")
                .put("task", "task " + number + " ü")
                .put("receipt_signature_key_id", ed25519 ? "e" : "h")
                .put("receipt_signature_algorithm", ed25519 ? VerifyingKeys.ED25519 : VerifyingKeys.HMAC);
        String body = CanonicalJson.text(receipt);
        String hash = ReceiptChain.hash(last, body);
        receipt.put("receipt_signature", ed25519 ? ed25519(body) : hmac(body))
                .put("status", "active")
                .putNull("tombstoned_at")
                .put("position", number)
                .put("prev_hash", last)
                .put("hash", hash);
        last = hash;
        lines.add(receipt.toString());
    }

    private String ed25519(String text) throws Exception {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(signature.sign());
    }

    private static String hmac(String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
