package dev.statewave.context.ranking.dates;

import java.time.DayOfWeek;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The words of relative dates in English, German, Spanish, French and Portuguese, in lower case. */
final class RelativeWords {

    /** What is counted back. */
    enum Unit {
        DAY,
        WEEK,
        WEEKEND,
        MONTH,
        YEAR
    }

    /** Of the northern half of the earth, by its first month. */
    enum Season {
        SPRING(3),
        SUMMER(6),
        AUTUMN(9),
        WINTER(12);

        final int firstMonth;

        Season(int firstMonth) {
            this.firstMonth = firstMonth;
        }
    }

    /** How many days ago. */
    static final Map<String, Integer> DAYS = table(Map.of(
            0, "today tonight heute hoy hoje aujourd",
            1, "yesterday gestern ayer ontem",
            2, "vorgestern anteayer antier anteontem"));

    static final Map<String, Unit> UNITS = table(Map.of(
            Unit.DAY, "day days tag tage tagen día días dia dias jour jours",
            Unit.WEEK, "week weeks woche wochen semana semanas semaine semaines",
            Unit.WEEKEND, "weekend wochenende",
            Unit.MONTH, "month months monat monate monats monaten mes meses mês mois",
            Unit.YEAR, "year years jahr jahre jahres jahren año años ano anos an ans année années"));

    static final Map<String, DayOfWeek> WEEKDAYS = table(Map.of(
            DayOfWeek.MONDAY, "monday montag lunes lundi",
            DayOfWeek.TUESDAY, "tuesday dienstag martes mardi",
            DayOfWeek.WEDNESDAY, "wednesday mittwoch miércoles mercredi",
            DayOfWeek.THURSDAY, "thursday donnerstag jueves jeudi",
            DayOfWeek.FRIDAY, "friday freitag viernes vendredi",
            DayOfWeek.SATURDAY, "saturday samstag sonnabend sábado samedi",
            DayOfWeek.SUNDAY, "sunday sonntag domingo dimanche"));

    /** Before "feira" alone: they are also ordinals. */
    static final Map<String, DayOfWeek> BEFORE_FEIRA = table(Map.of(
            DayOfWeek.MONDAY, "segunda",
            DayOfWeek.TUESDAY, "terça",
            DayOfWeek.WEDNESDAY, "quarta",
            DayOfWeek.THURSDAY, "quinta",
            DayOfWeek.FRIDAY, "sexta"));

    static final Map<String, Season> SEASONS = table(Map.of(
            Season.SPRING, "spring springtime frühling frühjahr primavera printemps",
            Season.SUMMER, "summer summertime sommer verano été verão",
            Season.AUTUMN, "autumn fall herbst otoño automne outono",
            Season.WINTER, "winter invierno hiver inverno"));

    static final Map<String, Integer> NUMBERS = table(Map.ofEntries(
            Map.entry(1, "a an one ein eine einem einer un una une um uma"),
            Map.entry(2, "two couple zwei dos deux dois duas"),
            Map.entry(3, "three few drei tres trois três"),
            Map.entry(4, "four vier cuatro quatre quatro"),
            Map.entry(5, "five fünf cinco cinq"),
            Map.entry(6, "six sechs seis"),
            Map.entry(7, "seven sieben siete sept sete"),
            Map.entry(8, "eight acht ocho huit oito"),
            Map.entry(9, "nine neun nueve neuf nove"),
            Map.entry(10, "ten zehn diez dix dez"),
            Map.entry(11, "eleven elf once onze"),
            Map.entry(12, "twelve zwölf doce douze doze")));

    static final Set<String> LAST_BEFORE = words(
            "last previous past letzte letzter letzten letztes letztem vorige voriger vorigen voriges vergangene vergangenen"
                    + " vergangenes último última");
    static final Set<String> LAST_AFTER = words("pasado pasada passado passada dernier dernière derniers dernières");
    static final Set<String> THIS = words("this diese dieser diesen dieses diesem este esta ce cette cet");
    /** "In the summer"; without one of these, "spring" may be a source. */
    static final Set<String> BEFORE_SEASON = words("in during since over of im seit en au no na em el del l cet");
    /** After these a weekday is a habit or lies ahead. */
    static final Set<String> NOT_PAST = words(
            "every each next coming jeden jede nächsten nächster kommenden cada todos los" + " próximo próxima chaque");
    /** Where one of these stands, "hier" is German and no day. */
    static final Set<String> GERMAN =
            words("ist sind war was wer wie wo ich du er sie wir der die das den und nicht ein"
                    + " eine hat haben auf mit für von zu");

    private RelativeWords() {}

    private static <T> Map<String, T> table(Map<T, String> texts) {
        var table = new HashMap<String, T>();
        texts.forEach((meaning, words) -> {
            for (String word : words.split(" ")) {
                table.put(word, meaning);
            }
        });
        return Map.copyOf(table);
    }

    private static Set<String> words(String text) {
        return Set.of(text.split(" "));
    }
}
