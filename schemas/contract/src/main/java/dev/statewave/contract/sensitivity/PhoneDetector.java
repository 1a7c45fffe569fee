package dev.statewave.contract.sensitivity;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds telephone numbers: international ones, and national ones in the groups that people write them in. The words
 * before a number decide where its form alone does not: "call 612 345 678" is one, "order 555-123-4567" is none.
 */
final class PhoneDetector {

    private static final int SHORTEST_INTERNATIONAL = 9;
    private static final int LONGEST_INTERNATIONAL = 15;

    private static final Set<String> SAY_SO = Set.of(
            ("tel telephone phone mobile cell cellphone call calling fax whatsapp sms text ring dial hotline landline reach "
                            + "handy telefon telefonnummer mobil mobilnummer anrufen ruf rufnummer durchwahl erreichbar "
                            + "téléphone telephoner portable appelez appeler appelle teléfono telefono móvil movil "
                            + "llama llame llamar cellulare chiama chiamare telefone celular ligue tlf tél")
                    .split(" "));
    private static final Set<String> DENY_IT = Set.of(
            ("order invoice ticket tracking ref reference case id ids isbn issn sku account iban version serial article "
                            + "part po rechnung rechnungsnummer bestellung bestellnummer auftrag auftragsnummer "
                            + "kundennummer commande facture pedido factura artikel artikelnummer build commit "
                            + "customer parcel shipment model price amount total bytes barcode ean upc vin receipt "
                            + "policy claim contract vat ust steuernummer ssn passport seriennummer sendung")
                    .split(" "));

    private final String text;
    private DigitGroups number;

    private PhoneDetector(String text) {
        this.text = text;
        this.number = DigitGroups.NONE;
    }

    static boolean matches(String text) {
        return new PhoneDetector(text).find();
    }

    private boolean find() {
        int i = 0;
        while (i < text.length()) {
            int iban = Iban.end(text, i);
            if (iban > 0) {
                i = iban;
                continue;
            }
            number = DigitGroups.read(text, i);
            if (number == DigitGroups.NONE) {
                i++;
            } else if (begins(i) && ends(number.end()) && isPhone(i)) {
                return true;
            } else {
                i = number.end();
            }
        }
        return false;
    }

    private boolean begins(int from) {
        char before = Characters.at(text, from - 1);
        char further = Characters.at(text, from - 2);
        return switch (before) {
            case '_', '/', '#', '$', '€', '£', '@', '\\', '-', '+', '%' -> false;
            case '.', ',', ':' -> !Characters.isDigit(further);
            default -> Characters.beginsToken(text, from) && (before < 128 || !Character.isLetter(before));
        };
    }

    private boolean ends(int end) {
        char next = Characters.at(text, end);
        char further = Characters.at(text, end + 1);
        return switch (next) {
            case '_', '%', '€', '$', '£', '°' -> false;
            case '.', ',', ':', '-', '/' -> !Characters.isAlphanumeric(further);
            case 'x' -> Characters.isDigit(further);
            default -> !Character.isLetterOrDigit(next);
        };
    }

    private boolean isPhone(int from) {
        if (number.isInternational()) {
            return isInternational(number.digits(), number.hasOneDot());
        }
        if (number.isDate()) {
            return false;
        }
        Boolean said = said(from);
        if (said != null && !said) {
            return false;
        }
        String digits = number.digits();
        if (digits.startsWith("00")) {
            return number.count() > 1 && isInternational(digits.substring(2), false);
        }
        if (said != null && digits.length() >= 7 && digits.length() <= 12 && !number.hasOneDot()) {
            return true;
        }
        return isAreaInParentheses(digits) || isNorthAmerican() || isWithTrunkPrefix(digits) || isChineseMobile();
    }

    private static boolean isInternational(String digits, boolean decimal) {
        int length = digits.length();
        if (length < SHORTEST_INTERNATIONAL || length > LONGEST_INTERNATIONAL || decimal || digits.endsWith("000000")) {
            return false;
        }
        return switch (digits.charAt(0)) {
            case '0' -> false;
            case '1' -> length == 11 && digits.charAt(1) >= '2';
            case '7' -> length == 11;
            default -> true;
        };
    }

    private boolean isAreaInParentheses(String digits) {
        int area = number.parenthesized();
        if (area < 0 || area > 1 || digits.length() < 9 || digits.length() > 12) {
            return false;
        }
        String code = number.group(area);
        boolean year = code.length() == 4 && (code.startsWith("19") || code.startsWith("20"));
        return code.length() >= 2 && code.length() <= 5 && !year && number.count() <= area + 5;
    }

    /** 555-123-4567, with or without the country before it. */
    private boolean isNorthAmerican() {
        if (number.has(1, 3, 3, 4)) {
            return number.group(0).equals("1") && number.group(1).charAt(0) >= '2';
        }
        return number.has(3, 3, 4) && number.group(0).charAt(0) >= '2' && number.isEvenlySeparated();
    }

    /** 030 1234567, 0171/1234567, 01 23 45 67 89. */
    private boolean isWithTrunkPrefix(String digits) {
        if (digits.charAt(0) != '0' || number.count() < 2 || digits.length() < 9 || digits.length() > 12) {
            return false;
        }
        int prefix = number.group(0).length();
        if (prefix < 2 || prefix > 6) {
            return false;
        }
        for (int i = 1; i < number.count(); i++) {
            if (number.group(i).length() < 2) {
                return false;
            }
        }
        return true;
    }

    private boolean isChineseMobile() {
        return number.has(3, 4, 4)
                && number.group(0).charAt(0) == '1'
                && number.group(0).charAt(1) >= '3';
    }

    /** What the nearest word before a place that says anything says; null where none does. */
    private @Nullable Boolean said(int from) {
        int end = from;
        int first = Math.max(0, from - 48);
        while (end > first) {
            while (end > first && !Character.isLetter(text.charAt(end - 1))) {
                char c = text.charAt(--end);
                if (c == '\n' || c == ';' || Characters.isDigit(c)) {
                    return null;
                }
            }
            int start = end;
            while (start > first && Character.isLetter(text.charAt(start - 1))) {
                start--;
            }
            String word = text.substring(start, end).toLowerCase(Locale.ROOT);
            if (SAY_SO.contains(word)) {
                return true;
            }
            if (DENY_IT.contains(word)) {
                return false;
            }
            end = start;
        }
        return null;
    }
}
