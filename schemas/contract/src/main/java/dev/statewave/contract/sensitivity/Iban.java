package dev.statewave.contract.sensitivity;

import java.util.HashMap;
import java.util.Map;

/** Finds international bank account numbers, in one piece or in groups, by country, length and checksum. */
final class Iban {

    /** The length of the numbers of each country. */
    private static final Map<String, Integer> LENGTHS = lengths(
            "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 "
                    + "ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 "
                    + "JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 "
                    + "NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 "
                    + "ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30");

    private Iban() {}

    private static Map<String, Integer> lengths(String table) {
        var lengths = new HashMap<String, Integer>();
        for (String entry : table.split(" ")) {
            lengths.put(entry.substring(0, 2), Integer.parseInt(entry.substring(2)));
        }
        return Map.copyOf(lengths);
    }

    static boolean matches(String text) {
        for (int i = 0; i + 15 <= text.length(); i++) {
            if (end(text, i) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Where the number ends that begins at a place; -1 where none does. */
    static int end(String text, int from) {
        if (!isCountry(text, from) || !Characters.beginsToken(text, from)) {
            return -1;
        }
        Integer length = LENGTHS.get("" + upper(text.charAt(from)) + upper(text.charAt(from + 1)));
        if (length == null) {
            return -1;
        }
        var number = new StringBuilder(length);
        int end = from;
        while (end < text.length() && number.length() < length) {
            char c = text.charAt(end);
            if (Characters.isAlphanumeric(c)) {
                number.append(upper(c));
            } else if (!isSeparator(c) || !Characters.isAlphanumeric(Characters.at(text, end + 1))) {
                return -1;
            }
            end++;
        }
        boolean whole = number.length() == length && !Characters.isAlphanumeric(Characters.at(text, end));
        return whole && checksum(number) == 1 ? end : -1;
    }

    private static boolean isCountry(String text, int from) {
        return from + 4 <= text.length()
                && Characters.isUpper(upper(text.charAt(from)))
                && Characters.isUpper(upper(text.charAt(from + 1)))
                && Characters.isDigit(text.charAt(from + 2))
                && Characters.isDigit(text.charAt(from + 3));
    }

    private static boolean isSeparator(char c) {
        return c == ' ' || c == '-' || c == '\u00a0';
    }

    private static char upper(char c) {
        return c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
    }

    /** ISO 7064, mod 97-10, with the first four characters behind the others. */
    private static int checksum(StringBuilder number) {
        int rest = 0;
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt((i + 4) % number.length());
            int value = Characters.isDigit(c) ? c - '0' : c - 'A' + 10;
            rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
        }
        return rest;
    }
}
