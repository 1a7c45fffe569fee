package dev.statewave.context.ranking.dates;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The months in English, German, Spanish, French and Portuguese. */
final class MonthNames {

    /** For a pattern; one group. */
    static final String ENGLISH = "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
            + "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

    private static final String[] FOREIGN = {
        "januar jänner enero janvier janeiro",
        "februar feber febrero février fevereiro",
        "märz marzo mars março",
        "april abril avril",
        "mai mayo maio",
        "juni junio juin junho",
        "juli julio juillet julho",
        "august agosto août",
        "september septiembre setiembre septembre setembro",
        "oktober octubre octobre outubro",
        "november noviembre novembre novembro",
        "dezember diciembre décembre dezembro"
    };

    private static final String[] ENGLISH_NAMES = {
        "jan january",
        "feb february",
        "mar march",
        "apr april",
        "may",
        "jun june",
        "jul july",
        "aug august",
        "sep sept september",
        "oct october",
        "nov november",
        "dec december"
    };

    /** As {@link #ENGLISH}, of the other languages. */
    static final String OTHERS =
            "(" + String.join("|", String.join(" ", FOREIGN).split(" ")) + ")";

    /** As {@link #ENGLISH}, of all languages; the longer ones stand first, since "mar" begins "marzo". */
    static final String ALL = OTHERS.replace(")", "|") + ENGLISH.substring(1);

    private static final Map<String, Integer> MONTHS = new HashMap<>();

    static {
        for (int month = 0; month < 12; month++) {
            for (String name : (FOREIGN[month] + " " + ENGLISH_NAMES[month]).split(" ")) {
                MONTHS.put(name, month + 1);
            }
        }
    }

    private MonthNames() {}

    /** 1 to 12; 0 for none. */
    static int month(String name) {
        return MONTHS.getOrDefault(name.toLowerCase(Locale.ROOT), 0);
    }
}
