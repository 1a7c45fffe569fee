package dev.statewave.contract.sensitivity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * A label that the system can suggest for a text. Every detector takes time linear in the length of the text, and a
 * constant stack.
 */
public enum SensitiveLabel {
    EMAIL("pii.email", "An e-mail address", EmailDetector::matches),
    PHONE("pii.phone", "A telephone number", PhoneDetector::matches),
    CARD("financial.card", "The number of a payment card", CardDetector::matches),
    IBAN("financial.iban", "The number of a bank account (IBAN)", Iban::matches),
    SECRET("secret.token", "An access key, a token or a private key", SecretScanner::matches),
    HEALTH("health.condition", "A disease or another matter of health", HealthDetector::matches);

    private final String text;
    private final String description;
    private final Predicate<String> detector;

    SensitiveLabel(String text, String description, Predicate<String> detector) {
        this.text = text;
        this.description = description;
        this.detector = detector;
    }

    /** As it is written in tables and answers. */
    public String text() {
        return text;
    }

    public String description() {
        return description;
    }

    /** Whether the text contains such data, as far as can be told without a model. */
    public boolean isIn(String content) {
        return detector.test(content);
    }

    /** Whether a label is one that the system suggests. */
    public static boolean isKnown(String label) {
        return Arrays.stream(values()).anyMatch(known -> known.text.equals(label));
    }

    /**
     * The labels that fit one of the texts, sorted.
     *
     * @param failed is told of a detector that threw; the other detectors are asked all the same
     */
    public static List<String> suggest(List<String> texts, BiConsumer<SensitiveLabel, RuntimeException> failed) {
        var labels = new ArrayList<String>(1);
        for (SensitiveLabel label : values()) {
            try {
                if (texts.stream().anyMatch(label::isIn)) {
                    labels.add(label.text);
                }
            } catch (RuntimeException e) {
                failed.accept(label, e);
            }
        }
        labels.sort(null);
        return List.copyOf(labels);
    }
}
