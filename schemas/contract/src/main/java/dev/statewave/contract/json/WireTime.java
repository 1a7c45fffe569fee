package dev.statewave.contract.json;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;

/**
 * Times on the wire: UTC with a {@code Z}, six fractional digits and only where they are not zero. Microseconds is what
 * PostgreSQL keeps, so a time is cut to them before it is told to anyone.
 */
public final class WireTime {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);
    /** Offset optional, minutes enough, blank or T between date and time. */
    private static final DateTimeFormatter LENIENT = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .optionalEnd()
            .optionalStart()
            .appendLiteral(' ')
            .optionalEnd()
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHMM", "Z")
            .optionalEnd()
            .toFormatter()
            // A date that does not exist is refused. The default takes 30 February for the 28th.
            .withResolverStyle(ResolverStyle.STRICT);

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private WireTime() {}

    public static String format(Instant time) {
        return (time.get(ChronoField.NANO_OF_SECOND) < 1_000 ? SECONDS : MICROS).format(time) + "Z";
    }

    /**
     * The same time with {@code +00:00}, as the v1 contract has it in answers and events that are not objects of its
     * model.
     */
    public static String formatWithOffset(Instant time) {
        return format(time).replace("Z", "+00:00");
    }

    /** Now, cut to microseconds. */
    public static Instant micros(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Reads an ISO 8601 date or date-time; without an offset it is taken as UTC.
     *
     * @throws DateTimeParseException when it is neither, or lies outside of the years 1 to 9999
     */
    public static Instant parse(String text) {
        return parseWithOffset(text).toInstant();
    }

    /**
     * As {@link #parse}, with the offset as it was given: the day on which something happened is that of the place
     * where it happened.
     */
    public static OffsetDateTime parseWithOffset(String text) {
        OffsetDateTime time = text.length() == 10
                ? LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC)
                : dateTime(text.replace('t', 'T').replace('z', 'Z'));
        if (!isInRange(time.toInstant())) {
            throw new DateTimeParseException("year out of range", text, 0);
        }
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    /** Whether a text that {@link #parse} reads says where its clocks stand. */
    public static boolean hasOffset(String text) {
        String time = text.substring(Math.min(text.length(), 10));
        return time.endsWith("Z") || time.endsWith("z") || time.indexOf('+') >= 0 || time.indexOf('-') >= 0;
    }

    /** Whether it lies in the years 1 to 9999. */
    public static boolean isInRange(Instant time) {
        return !time.isBefore(FIRST) && time.isBefore(END);
    }

    private static OffsetDateTime dateTime(String text) {
        var parsed = LENIENT.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        return parsed instanceof OffsetDateTime withOffset
                ? withOffset
                : ((LocalDateTime) parsed).atOffset(ZoneOffset.UTC);
    }

    static final class Writer extends ValueSerializer<Instant> {
        @Override
        public void serialize(Instant value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(format(value));
        }
    }

    static final class Reader extends ValueDeserializer<Instant> {
        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) {
            return parse(parser.getString());
        }
    }
}
