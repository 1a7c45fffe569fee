package dev.statewave.local.receipts;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Checks an export of receipts: that no receipt was changed, taken out or put elsewhere, and that their signatures
 * hold. It asks no server.
 */
@Command(name = "verify", description = "Check the hash chains and the signatures of an export of receipts.")
final class VerifyCommand implements Callable<Integer> {

    /** Of what is wrong, so many lines are printed. */
    private static final int MOST_PRINTED = 100;

    @Parameters(paramLabel = "FILE", description = "an answer of GET /admin/receipts/export")
    private Path file = Path.of("");

    @Option(
            names = "--public-key",
            paramLabel = "[ID=]FILE",
            description = "a public key of Ed25519, PEM or DER, for the key of this id or for all of them; repeatable")
    private List<String> publicKeys = List.of();

    @Option(
            names = "--hmac-key",
            paramLabel = "ID=FILE",
            description = "the base64 of a secret of HMAC-SHA256; repeatable. STATEWAVE_RECEIPT_SIGNING_KEYS of the"
                    + " environment is read too")
    private List<String> hmacKeys = List.of();

    @Option(
            names = "--require-signatures",
            description = "a receipt whose signature is missing or cannot be checked is an error")
    private boolean signaturesRequired;

    @Option(
            names = "--head",
            paramLabel = "HASH",
            description =
                    "the hash that a chain has to end with, as an earlier run printed it or GET /admin/receipts/ID"
                            + " tells it; repeatable. Without it nobody can tell that the last receipts were taken off")
    private List<String> heads = List.of();

    /** Ends with 1 where anything is wrong. */
    @Override
    public Integer call() {
        VerifyingKeys keys;
        try {
            keys = VerifyingKeys.read(publicKeys, hmacKeys, System.getenv("STATEWAVE_RECEIPT_SIGNING_KEYS"));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 1;
        }
        var verifier = new ReceiptVerifier(keys, signaturesRequired);
        int wrong = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                wrong = printed(verifier.next(line), wrong);
            }
        } catch (CharacterCodingException e) {
            System.err.printf("%s is not UTF-8.%n", file);
            return 1;
        } catch (IOException e) {
            System.err.printf("%s cannot be read: %s%n", file, e);
            return 1;
        }
        wrong = printed(verifier.end(heads), wrong);
        if (wrong > MOST_PRINTED) {
            System.out.printf("… and %,d more%n", wrong - MOST_PRINTED);
        }
        verifier.summary().forEach(System.out::println);
        System.out.println(wrong == 0 ? "OK" : "FAILED: %,d wrong".formatted(wrong));
        return wrong == 0 ? 0 : 1;
    }

    private static int printed(List<String> wrong, int before) {
        wrong.stream().limit(Math.max(0, MOST_PRINTED - before)).forEach(System.out::println);
        return before + wrong.size();
    }

    @Override
    public String toString() {
        return "VerifyCommand[" + file + "]";
    }
}
