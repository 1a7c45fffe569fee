package dev.statewave.harness.load;

import dev.statewave.harness.measure.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Latencies of one operation over the number of subjects, as SVG: a panel for each number of clients, each with an axis
 * of its own, for 32 clients on a small machine wait a hundred times as long as one.
 */
final class Plot {

    private static final int PANEL = 300;
    private static final int LEFT = 52;
    private static final int TOP = 62;
    private static final int WIDTH = 220;
    private static final int HEIGHT = 200;
    private static final int STEPS = 4;

    private record Line(String name, String dash, ToDoubleFunction<Latencies> value) {}

    private static final List<Line> LINES = List.of(
            new Line("p50", "", Latencies::p50),
            new Line("p95", "6 3", Latencies::p95),
            new Line("p99", "2 3", Latencies::p99));

    private final Operation operation;
    private final List<Measurement> cells;
    private final double smallest;
    private final double largest;

    /** @param cells those of the operation, of one size at least; others are passed over */
    Plot(Operation operation, List<Measurement> cells) {
        this.operation = operation;
        this.cells =
                cells.stream().filter(cell -> cell.operation() == operation).toList();
        smallest = Math.log10(
                this.cells.stream().mapToInt(Measurement::subjects).min().orElseThrow());
        largest = Math.log10(
                this.cells.stream().mapToInt(Measurement::subjects).max().orElseThrow());
    }

    String svg() {
        List<Integer> clients =
                cells.stream().map(Measurement::clients).distinct().sorted().toList();
        var svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" role="img" \
                aria-label="%3$s, milliseconds over subjects" font-family="sans-serif" font-size="12">
                <style>
                .paper { fill: #ffffff } text { fill: #24292f } .axis { stroke: #8c959f } .grid { stroke: #d8dee4 }
                .p50 { stroke: #0969da; fill: #0969da } .p95 { stroke: #bc4c00; fill: #bc4c00 }
                .p99 { stroke: #8250df; fill: #8250df }
                @media (prefers-color-scheme: dark) {
                .paper { fill: #0d1117 } text { fill: #e6edf3 } .axis { stroke: #7d8590 } .grid { stroke: #30363d }
                .p50 { stroke: #58a6ff; fill: #58a6ff } .p95 { stroke: #f0883e; fill: #f0883e }
                .p99 { stroke: #bc8cff; fill: #bc8cff }
                }
                </style>
                <rect class="paper" width="100%%" height="100%%"/>
                <text x="%4$d" y="20" font-size="14" font-weight="bold">%3$s: milliseconds over subjects</text>
                """.formatted(PANEL * clients.size(), TOP + HEIGHT + 46, operation.title(), LEFT));
        for (int i = 0; i < LINES.size(); i++) {
            legend(svg, LINES.get(i), PANEL * clients.size() - 190 + 60 * i);
        }
        for (int i = 0; i < clients.size(); i++) {
            int count = clients.get(i);
            panel(
                    svg,
                    PANEL * i + LEFT,
                    count,
                    cells.stream()
                            .filter(cell -> cell.clients() == count)
                            .sorted((one, other) -> Integer.compare(one.subjects(), other.subjects()))
                            .toList());
        }
        return svg.append("</svg>\n").toString();
    }

    private static void legend(StringBuilder svg, Line line, int x) {
        svg.append("""
                <line class="%1$s" x1="%2$d" y1="16" x2="%3$d" y2="16" stroke-width="2" stroke-dasharray="%4$s"/>
                <text x="%5$d" y="20">%1$s</text>
                """.formatted(line.name(), x, x + 26, line.dash(), x + 30));
    }

    private void panel(StringBuilder svg, int left, int clients, List<Measurement> points) {
        double top = scale(points.stream()
                .mapToDouble(cell -> cell.latencies().p99())
                .max()
                .orElse(0));
        svg.append("<text x=\"%d\" y=\"%d\">%d client%s</text>\n"
                .formatted(left, TOP - 14, clients, clients == 1 ? "" : "s"));
        for (int step = 0; step <= STEPS; step++) {
            double y = y(top * step / STEPS, top);
            svg.append("""
                    <line class="%s" x1="%d" y1="%s" x2="%d" y2="%s"/>
                    <text x="%d" y="%s" text-anchor="end">%s</text>
                    """.formatted(
                            step == 0 ? "axis" : "grid",
                            left,
                            at(y),
                            left + WIDTH,
                            at(y),
                            left - 6,
                            at(y + 4),
                            label(top * step / STEPS)));
        }
        for (Measurement point : points) {
            svg.append("<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>\n"
                    .formatted(
                            at(x(left, point.subjects())),
                            TOP + HEIGHT + 18,
                            String.format(Locale.ROOT, "%,d", point.subjects())));
        }
        LINES.forEach(line -> line(svg, left, line, points, top));
    }

    private void line(StringBuilder svg, int left, Line line, List<Measurement> points, double top) {
        var places = new ArrayList<String>();
        for (Measurement point : points) {
            double millis = line.value().applyAsDouble(point.latencies());
            String x = at(x(left, point.subjects()));
            String y = at(y(millis, top));
            places.add(x + "," + y);
            svg.append("<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"3\"><title>%s %s ms</title></circle>\n"
                    .formatted(line.name(), x, y, line.name(), at(millis)));
        }
        svg.append(("<polyline class=\"%s\" points=\"%s\" style=\"fill: none\" "
                        + "stroke-width=\"2\" stroke-dasharray=\"%s\"/>\n")
                .formatted(line.name(), String.join(" ", places), line.dash()));
    }

    private double x(int left, int subjects) {
        // One size alone stands in the middle.
        double share = largest == smallest ? 0.5 : (Math.log10(subjects) - smallest) / (largest - smallest);
        return left + 20 + share * (WIDTH - 40);
    }

    private static double y(double millis, double top) {
        return TOP + HEIGHT * (1 - millis / top);
    }

    /** The next higher number of 1, 2, 4 or 8 times a power of ten, which four steps divide well. */
    static double scale(double most) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 0.1))));
        for (int times : new int[] {1, 2, 4, 8}) {
            if (most <= times * power) {
                return times * power;
            }
        }
        return 10 * power;
    }

    private static String label(double millis) {
        return millis == Math.rint(millis)
                ? String.valueOf((long) millis)
                : String.format(Locale.ROOT, "%.2f", millis).replaceAll("0+$", "");
    }

    private static String at(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
