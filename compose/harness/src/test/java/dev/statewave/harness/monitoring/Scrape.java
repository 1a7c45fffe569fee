package dev.statewave.harness.monitoring;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The series that the deployables export, with the job of each as a label. */
record Scrape(List<Series> series) {

    private static final Pattern LINE = Pattern.compile("^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    record Series(String name, Map<String, String> labels) {}

    /** @param deployables the address of each by its name */
    static Scrape of(Map<String, String> deployables) throws IOException, InterruptedException {
        var series = new ArrayList<Series>();
        try (var http = HttpClient.newHttpClient()) {
            for (var deployable : deployables.entrySet()) {
                String text = http.send(
                                HttpRequest.newBuilder(URI.create(deployable.getValue() + "/metrics"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body();
                text.lines()
                        .filter(line -> !line.startsWith("#"))
                        .forEach(line -> series.add(read(line, deployable.getKey())));
            }
        }
        return new Scrape(List.copyOf(series));
    }

    private static Series read(String line, String job) {
        var matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no line of metrics: " + line);
        }
        var labels = new HashMap<String, String>(Map.of("job", job, "instance", job));
        if (matcher.group(2) != null) {
            var label = LABEL.matcher(matcher.group(2));
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
        }
        return new Series(matcher.group(1), Map.copyOf(labels));
    }

    List<Series> of(String name) {
        return series.stream().filter(each -> each.name().equals(name)).toList();
    }
}
