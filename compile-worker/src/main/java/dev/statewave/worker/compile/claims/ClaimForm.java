package dev.statewave.worker.compile.claims;

import com.google.re2j.Pattern;
import java.util.List;

/**
 * A sentence in which people claim something. The groups of its pattern: {@code me}, {@code user}, {@code other} or
 * {@code org} for whose it is, {@code value}, and {@code topic} for what a favorite is one of.
 *
 * @param negated whether it says that the value holds no longer
 * @param value which values the sentence may have
 */
record ClaimForm(ClaimKey key, boolean negated, ValueRule value, Pattern pattern) {

    // Names keep their case, by which they are told from other words.
    private static final String NAME = "(?-i:\\p{Lu}[\\p{L}\\p{M}'’-]*?(?: \\p{Lu}[\\p{L}\\p{M}'’-]*?){0,2})";
    private static final String OTHERS =
            "(?:the )?(?<user>user|customer|client|speaker)%1$s|(?:the |our |my )(?<org>company|team|business|shop)%1$s"
                    + "|(?<other>" + NAME + ")%1$s";
    // A Turkish keyboard writes "İ am".
    private static final String WHO = "(?:(?<me>[iİı]|we)|" + OTHERS.formatted("") + ")";
    private static final String WHOSE = "(?:(?<me>my|our)|" + OTHERS.formatted("['’]s") + ")";
    private static final String BE = "(?:['’]m|['’]re|['’]s| am| are| is)";
    private static final String HAVE = "(?:['’]ve|['’]s| have| has)?";
    private static final String NOW = "(?: now| currently| presently| still| just| recently| mostly| mainly)?";
    private static final String VALUE = " (?<value>[^\\n\\r\\x{85}\\x{2028}\\x{2029}]+)";
    private static final String PAY =
            "(?: also| now| currently)?(?: pays?| accepts? payments?| takes? payments?| process(?:es)? payments?)";

    /** The first one that fits counts. */
    static final List<ClaimForm> ALL = List.of(
            form(ClaimKey.NAME, ValueRule.PERSON, WHOSE + "(?: full| first)? name is" + NOW + VALUE),
            form(ClaimKey.NAME, ValueRule.PERSON, WHO + BE + NOW + " called" + VALUE),
            form(ClaimKey.NAME, ValueRule.PERSON, "(?<me>(?:please |just |you can )?call me)" + VALUE),
            form(ClaimKey.EMPLOYER, ValueRule.EMPLOYER, WHO + NOW + " works? (?:at|for)" + VALUE),
            form(
                    ClaimKey.EMPLOYER,
                    ValueRule.EMPLOYER,
                    WHO + BE + NOW + " (?:employed (?:at|by)|working (?:at|for))" + VALUE),
            form(ClaimKey.EMPLOYER, ValueRule.JOINED, WHO + HAVE + NOW + " joined" + VALUE),
            form(ClaimKey.EMPLOYER, ValueRule.EMPLOYER, WHOSE + "(?: current| new)? employer is" + NOW + VALUE),
            denial(ClaimKey.EMPLOYER, ValueRule.EMPLOYER, WHO + " no longer works? (?:at|for)" + VALUE),
            denial(
                    ClaimKey.EMPLOYER,
                    ValueRule.EMPLOYER,
                    WHO + BE + " no longer (?:employed (?:at|by)|working (?:at|for))" + VALUE),
            form(ClaimKey.HOME, ValueRule.PLACE, WHO + NOW + " (?:lives?|resides?) in" + VALUE),
            form(ClaimKey.HOME, ValueRule.PLACE, WHO + BE + NOW + " (?:based|living) in" + VALUE),
            form(
                    ClaimKey.HOME,
                    ValueRule.MOVED,
                    WHO + HAVE + NOW + " (?:moved|relocated)(?: from [\\p{L} ,'’-]{1,60}?)? to" + VALUE),
            denial(ClaimKey.HOME, ValueRule.PLACE, WHO + " no longer (?:lives?|resides?) in" + VALUE),
            denial(ClaimKey.HOME, ValueRule.PLACE, WHO + BE + " no longer (?:based|living) in" + VALUE),
            form(
                    ClaimKey.FAVORITE,
                    ValueRule.ONE_THING,
                    WHOSE + " favou?rite (?<topic>[\\p{L}\\d' -]{1,60}?) is" + NOW + VALUE),
            form(
                    ClaimKey.PRIMARY_PROCESSOR,
                    ValueRule.EMPLOYER,
                    "(?:" + WHOSE + "|the) (?:primary |main |default )?payment (?:processor|provider|gateway) is" + NOW
                            + VALUE),
            form(
                    ClaimKey.PRIMARY_PROCESSOR,
                    ValueRule.EMPLOYER,
                    WHO + NOW + " bills? (?:\\p{L}+ ){0,2}(?:through|via|with)" + VALUE),
            form(
                    ClaimKey.PRIMARY_PROCESSOR,
                    ValueRule.EMPLOYER,
                    WHO + NOW + " uses?" + VALUE
                            + " as (?:our|my|its|their|the) (?:primary|main|default)"
                            + " payment (?:processor|provider|gateway)"),
            form(ClaimKey.PROCESSOR, ValueRule.ANYTHING, WHO + PAY + " (?:through|via|with|by|using)" + VALUE),
            form(
                    ClaimKey.PROCESSOR,
                    ValueRule.ANYTHING,
                    WHO + "(?: also)?" + NOW + " uses?" + VALUE + " (?:for payments|to process payments"
                            + "|as (?:a|one of our|our) payment (?:processor|provider|gateway))"),
            form(ClaimKey.TOOL, ValueRule.ANYTHING, WHO + "(?: also)?" + NOW + " uses?" + VALUE),
            denial(ClaimKey.TOOL, ValueRule.ANYTHING, WHO + " no longer uses?" + VALUE),
            denial(
                    ClaimKey.TOOL,
                    ValueRule.ANYTHING,
                    WHO + " (?:do(?:es)?n['’]t|do(?:es)? not) use" + VALUE + " (?:any ?more|any longer)"),
            denial(ClaimKey.TOOL, ValueRule.ANYTHING, WHO + HAVE + " (?:stopped|quit) using" + VALUE),
            form(ClaimKey.PREFERENCE, ValueRule.ANYTHING, WHO + "(?: also)?" + NOW + " prefers?" + VALUE),
            denial(ClaimKey.PREFERENCE, ValueRule.ANYTHING, WHO + " no longer prefers?" + VALUE),
            form(ClaimKey.SKILL, ValueRule.ANYTHING, WHO + "(?: also)? (?:speaks?|knows? how to)" + VALUE),
            form(
                    ClaimKey.SKILL,
                    ValueRule.ANYTHING,
                    WHO + BE + "(?: also)? (?:fluent in|(?:good|skilled|experienced|proficient) (?:at|in|with))"
                            + VALUE));

    private static ClaimForm form(ClaimKey key, ValueRule value, String sentence) {
        return new ClaimForm(key, false, value, compiled(sentence));
    }

    private static ClaimForm denial(ClaimKey key, ValueRule value, String sentence) {
        return new ClaimForm(key, true, value, compiled(sentence));
    }

    private static Pattern compiled(String sentence) {
        return Pattern.compile(sentence, Pattern.CASE_INSENSITIVE);
    }
}
