package dev.statewave.harness.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.harness.measure.Latencies;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class PlotTest {

    @Test
    void hasAPointForEachQuantileOfEachCellAndNoOther() throws Exception {
        Document svg = plot(
                cell(1_000, Operation.CONTEXT, 1, 2),
                cell(10_000, Operation.CONTEXT, 1, 3),
                cell(100_000, Operation.CONTEXT, 1, 4),
                cell(1_000, Operation.CONTEXT, 8, 20),
                cell(1_000, Operation.SEARCH, 1, 99));

        List<Element> circles = elements(svg, "circle");
        assertThat(circles).hasSize(4 * 3);
        assertThat(circles)
                .extracting(circle -> circle.getTextContent().strip())
                .contains("p50 2.0 ms", "p95 4.0 ms", "p99 6.0 ms", "p50 20.0 ms")
                .doesNotContain("p50 99.0 ms");
        assertThat(elements(svg, "text"))
                .extracting(Element::getTextContent)
                .contains("1 client", "8 clients", "1,000", "10,000", "100,000");
    }

    @Test
    void tenfoldSubjectsAreEqualStepsAndMoreMillisecondsStandHigher() throws Exception {
        Document svg = plot(
                cell(1_000, Operation.CONTEXT, 1, 2),
                cell(10_000, Operation.CONTEXT, 1, 3),
                cell(100_000, Operation.CONTEXT, 1, 4));

        List<Element> medians = elements(svg, "circle").stream()
                .filter(circle -> circle.getAttribute("class").equals("p50"))
                .toList();
        double[] x = medians.stream()
                .mapToDouble(circle -> Double.parseDouble(circle.getAttribute("cx")))
                .toArray();
        double[] y = medians.stream()
                .mapToDouble(circle -> Double.parseDouble(circle.getAttribute("cy")))
                .toArray();
        assertThat(x[1] - x[0]).isPositive().isEqualTo(x[2] - x[1]);
        assertThat(y[0] - y[1]).isPositive().isEqualTo(y[1] - y[2]);
    }

    @Test
    void axisEndsAtTheNextRoundValue() {
        assertThat(Plot.scale(7.2)).isEqualTo(8);
        assertThat(Plot.scale(8.1)).isEqualTo(10);
        assertThat(Plot.scale(130)).isEqualTo(200);
    }

    private static Document plot(Measurement... cells) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(new Plot(Operation.CONTEXT, List.of(cells)).svg())));
    }

    private static List<Element> elements(Document svg, String name) {
        var found = svg.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    private static Measurement cell(int subjects, Operation operation, int clients, double p50) {
        return new Measurement(subjects, operation, clients, new Latencies(100, p50, 2 * p50, 3 * p50), 10, 0, null);
    }
}
