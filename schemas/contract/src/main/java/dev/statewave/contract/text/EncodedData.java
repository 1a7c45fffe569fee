package dev.statewave.contract.text;

/** Finds data in base64 within a text, which nobody can read and which would push out what can be. */
final class EncodedData {

    private static final String DATA_URL = "data:";
    private static final String BASE64 = ";base64,";
    private static final int LONGEST_MEDIA_TYPE = 100;
    /** Characters from which on a run is data and no word, key or hash. */
    private static final int SHORTEST_RUN = 256;

    private EncodedData() {}

    /** With a mark in the place of each. */
    static String replaceIn(String text) {
        if (text.length() < SHORTEST_RUN && !text.contains(BASE64)) {
            return text;
        }
        var kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int data = text.startsWith(DATA_URL, i) ? startOfData(text, i) : -1;
            if (data > 0) {
                kept.append(text.startsWith("image", i + DATA_URL.length()) ? "[image]" : "[data]");
                i = endOfRun(text, data);
            } else if (isBase64(text.charAt(i))) {
                int end = endOfRun(text, i);
                if (isData(text, i, end)) {
                    kept.append("[data]");
                } else {
                    kept.append(text, i, end);
                }
                i = end;
            } else {
                kept.append(text.charAt(i++));
            }
        }
        return kept.toString();
    }

    private static int startOfData(String text, int url) {
        int last = Math.min(text.length(), url + LONGEST_MEDIA_TYPE);
        int base64 = text.substring(url, last).indexOf(BASE64);
        return base64 < 0 ? -1 : url + base64 + BASE64.length();
    }

    private static int endOfRun(String text, int from) {
        int end = from;
        while (end < text.length() && isBase64(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Long, and with letters of both cases and digits, as data has them. */
    private static boolean isData(String text, int from, int end) {
        if (end - from < SHORTEST_RUN) {
            return false;
        }
        boolean upper = false;
        boolean lower = false;
        boolean digit = false;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            upper |= c >= 'A' && c <= 'Z';
            lower |= c >= 'a' && c <= 'z';
            digit |= c >= '0' && c <= '9';
        }
        return upper && lower && digit;
    }

    private static boolean isBase64(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "+/=-_".indexOf(c) >= 0;
    }
}
