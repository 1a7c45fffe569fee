package dev.statewave.harness.measure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Made-up things that people tell an agent, and questions about them; the same seed tells the same. */
public final class TextSource {

    private static final Pattern SLOT = Pattern.compile("\\{(\\w+)}");
    private static final int LONGEST = 4;

    private static final Map<String, List<String>> WORDS = Map.ofEntries(
            Map.entry(
                    "name",
                    List.of(
                            "Amara", "Bastian", "Chioma", "Dmitri", "Elif", "Farid", "Greta", "Hiroshi", "Ines",
                            "Jonas", "Kavita", "Lars", "Mariam", "Nils", "Olga", "Pablo", "Quentin", "Rosa", "Sven",
                            "Tamar", "Ulrike", "Viktor", "Wanda", "Yusuf", "Zoe")),
            Map.entry(
                    "surname",
                    List.of(
                            "Okafor",
                            "Lindqvist",
                            "Baumann",
                            "Takeda",
                            "Moreau",
                            "Petrov",
                            "Silva",
                            "Haddad",
                            "Novak",
                            "Jensen",
                            "Rao",
                            "Costa",
                            "Weiss",
                            "Adeyemi",
                            "Ferrari",
                            "Kowalski")),
            Map.entry(
                    "city",
                    List.of(
                            "Hamburg",
                            "Lisbon",
                            "Osaka",
                            "Nairobi",
                            "Tallinn",
                            "Montreal",
                            "Leipzig",
                            "Porto",
                            "Utrecht",
                            "Bergen",
                            "Graz",
                            "Valencia",
                            "Gdansk",
                            "Bristol",
                            "Lyon",
                            "Izmir")),
            Map.entry(
                    "company",
                    List.of(
                            "Nordlicht Energie",
                            "Halden Freight",
                            "Quince Robotics",
                            "Meridian Dental",
                            "Tarn Analytics",
                            "Kelpworks",
                            "Ostrava Glass",
                            "Bluefinch Travel",
                            "Pinewood Clinics",
                            "Larkspur Books")),
            Map.entry(
                    "product",
                    List.of(
                            "label printer",
                            "heat pump",
                            "billing portal",
                            "mobile app",
                            "card reader",
                            "route planner",
                            "thermostat",
                            "export job",
                            "password reset",
                            "invoice archive",
                            "backup drive",
                            "booking widget",
                            "shared calendar",
                            "payroll sheet")),
            Map.entry(
                    "tool",
                    List.of(
                            "Kotlin",
                            "a spreadsheet",
                            "PostgreSQL",
                            "Blender",
                            "a paper notebook",
                            "Terraform",
                            "Figma",
                            "Python",
                            "Linux",
                            "a mechanical keyboard",
                            "Grafana",
                            "an e-reader")),
            Map.entry(
                    "food",
                    List.of(
                            "lentil soup",
                            "sourdough",
                            "green tea",
                            "ramen",
                            "oat milk",
                            "dark chocolate",
                            "mango lassi",
                            "rye bread",
                            "cold brew",
                            "paneer")),
            Map.entry(
                    "hobby",
                    List.of(
                            "bouldering",
                            "choir practice",
                            "woodturning",
                            "night photography",
                            "rowing",
                            "chess",
                            "gardening",
                            "long-distance cycling",
                            "pottery",
                            "birdwatching")),
            Map.entry(
                    "team",
                    List.of(
                            "platform",
                            "accounting",
                            "field service",
                            "onboarding",
                            "data",
                            "warehouse",
                            "security",
                            "research")),
            Map.entry("day", List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")),
            Map.entry(
                    "month",
                    List.of(
                            "January",
                            "February",
                            "March",
                            "April",
                            "May",
                            "June",
                            "July",
                            "August",
                            "September",
                            "October",
                            "November",
                            "December")),
            Map.entry(
                    "trouble",
                    List.of(
                            "stops after a few minutes",
                            "shows an empty page",
                            "counts every order twice",
                            "asks for the pin again and again",
                            "loses the connection at night",
                            "answers in the wrong language",
                            "cannot be opened on the tablet",
                            "is slower since the last update")),
            Map.entry("mood", List.of("relieved", "annoyed", "patient", "in a hurry", "delighted", "sceptical")));

    /** Each list is a domain; a text takes its sentences from one of them. */
    private static final List<List<String>> DOMAINS = List.of(
            List.of(
                    "The {product} {trouble}.",
                    "{name} {surname} called because the {product} at {company} {trouble}.",
                    "We opened ticket {number} with the {team} team and promised an answer until {day}.",
                    "Restarting the {product} did not help, and neither did a new cable.",
                    "The refund of {number} euros arrived on {day}.",
                    "After the update of {day} the {product} works again, and {name} sounded {mood}.",
                    "Please send the confirmation to the office in {city} and not to the warehouse.",
                    "{company} has {number} seats on the yearly plan and wants to add some in {month}."),
            List.of(
                    "I prefer {food} to anything else on the menu.",
                    "I use {tool} for nearly everything at work.",
                    "I live in {city}.",
                    "My favorite way to spend a {day} is {hobby}.",
                    "I work at {company}.",
                    "My name is {name} {surname}.",
                    "Please keep answers short, I read them on the phone between meetings.",
                    "Mornings before nine suit me best for calls.",
                    "No meat for me, and nothing with nuts since the summer of the allergy test.",
                    "{name} got me into {hobby} some years ago."),
            List.of(
                    "The {team} team moves the {product} to {tool} before the end of {month}.",
                    "{name} owns the rollout and {number} sites are still open.",
                    "We agreed on {day} to cut the second milestone in half.",
                    "The review with {company} in {city} is planned for the {date} of {month}.",
                    "Tests of the {product} failed {number} times this week, mostly at night.",
                    "Budget for the {product} is down to {number} thousand, so the pilot in {city} waits.",
                    "{name} {surname} wants a written decision about {tool} by {day}."),
            List.of(
                    "{name} has a birthday on the {date} of {month}.",
                            "The train to {city} leaves on {day} at {hour}:{minute}.",
                    "We meet {name} for {food} on {day} evening.",
                            "The dentist moved the appointment to the {date} of {month}, {hour}:{minute}.",
                    "A hotel in {city} is booked for {date} nights under reservation {number}.",
                            "Remind me to pack things for {hobby}.",
                    "{name} and {surname} cannot both take {day} off.",
                            "The parents visit from {city} in {month} and stay for a week."),
            List.of(
                    "The course on {tool} starts in {month} and has {date} lessons.",
                    "{name} asked how {hobby} and {tool} go together, and we made a plan.",
                    "Chapter {date} took longer than expected, above all the part about the {product}.",
                    "I finished {number} exercises and felt {mood}.",
                    "The exam at the school in {city} is on {day}, the {date} of {month}.",
                    "We read two articles about {food} and noted what is proven and what is not."));

    private static final List<String> QUESTIONS = List.of(
            "What is known about the {product}?",
            "What should I tell {name} about the {product}?",
            "When do we meet {name}?",
            "What do they like to eat, {food} perhaps?",
            "Which ticket is open with the {team} team?",
            "What is planned in {city} for {month}?",
            "How do they work, with {tool} or something else?",
            "Summarise what happened with {company}.",
            "What are their hobbies, is {hobby} one?",
            "Is anything due on {day}?",
            "Who is {name} {surname}?",
            "Why was the customer {mood}?",
            "Has the {product} failed before?",
            "Where do they live, {city}?");

    private final SplittableRandom random;

    public TextSource(long seed) {
        random = new SplittableRandom(seed);
    }

    /** One to four sentences of one domain. */
    String text() {
        List<String> domain = DOMAINS.get(random.nextInt(DOMAINS.size()));
        var sentences = new ArrayList<String>();
        for (int count = random.nextInt(1, LONGEST + 1); count > 0; count--) {
            sentences.add(filled(domain.get(random.nextInt(domain.size()))));
        }
        return String.join(" ", sentences);
    }

    String question() {
        return filled(QUESTIONS.get(random.nextInt(QUESTIONS.size())));
    }

    /** So many texts of which no two are alike. */
    public List<String> texts(int count) {
        var texts = new LinkedHashSet<String>();
        while (texts.size() < count) {
            texts.add(text());
        }
        return List.copyOf(texts);
    }

    /** So many questions of which no two are alike; there are some thousand at most. */
    public List<String> questions(int count) {
        var questions = new LinkedHashSet<String>();
        while (questions.size() < count) {
            questions.add(question());
        }
        return List.copyOf(questions);
    }

    private String filled(String template) {
        return SLOT.matcher(template).replaceAll(slot -> Matcher.quoteReplacement(word(slot.group(1))));
    }

    private String word(String slot) {
        return switch (slot) {
            case "number" -> String.valueOf(random.nextInt(2, 1_000));
            case "date" -> String.valueOf(random.nextInt(2, 29));
            case "hour" -> String.valueOf(random.nextInt(7, 22));
            case "minute" -> String.valueOf(random.nextInt(10, 60));
            default -> {
                List<String> words = Objects.requireNonNull(WORDS.get(slot), slot);
                yield words.get(random.nextInt(words.size()));
            }
        };
    }
}
