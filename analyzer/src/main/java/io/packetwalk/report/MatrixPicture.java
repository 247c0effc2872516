package io.packetwalk.report;

import io.packetwalk.policy.inquiry.Matrix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Who may reach whom as a picture: senders are rows, receivers are columns; no colour alone, each cell has its words as a tooltip. */
public final class MatrixPicture {

    /** Ends a picture can show so that their names can be read; a larger one shows namespaces. */
    private static final int READABLE = 60;

    private static final int CELL = 14;
    private static final int LETTER = 7;

    private final Map<String, Map<String, List<String>>> cells = new HashMap<>();
    private final TreeSet<String> names = new TreeSet<>();

    /** One more row of the matrix. */
    public void add(Matrix.Row row, boolean undetermined) {
        names.add(row.from());
        names.add(row.to());
        cells.computeIfAbsent(row.from(), from -> new HashMap<>())
                .computeIfAbsent(row.to(), to -> new ArrayList<>())
                .add(undetermined ? "? " + row.ports() : row.ports());
    }

    /** The picture. */
    public String svg() {
        boolean fold = names.size() > READABLE;
        TreeSet<String> shown = new TreeSet<>();
        names.forEach(name -> shown.add(fold ? folded(name) : name));
        List<String> axis = List.copyOf(shown);
        int label = 20 + LETTER * axis.stream().mapToInt(String::length).max().orElse(0);
        int size = label + CELL * axis.size() + 10;
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
                .append(size)
                .append("\" height=\"")
                .append(size);
        svg.append("\" font-family=\"monospace\" font-size=\"11\" role=\"img\" aria-label=\"who may reach whom\">\n");
        for (int i = 0; i < axis.size(); i++) {
            int at = label + CELL * i + 11;
            String text = escape(axis.get(i));
            svg.append("<text x=\"")
                    .append(label - 6)
                    .append("\" y=\"")
                    .append(at)
                    .append("\" text-anchor=\"end\">");
            svg.append(text)
                    .append("</text>\n<text transform=\"translate(")
                    .append(at)
                    .append(' ')
                    .append(label - 6);
            svg.append(") rotate(-90)\">").append(text).append("</text>\n");
        }
        Map<String, String> words = new HashMap<>();
        cells.forEach((from, row) -> row.forEach((to, ports) -> words.merge(
                (fold ? folded(from) : from) + "\n" + (fold ? folded(to) : to),
                String.join("; ", ports),
                (one, two) -> one.equals(two) ? one : "some")));
        for (int y = 0; y < axis.size(); y++) {
            for (int x = 0; x < axis.size(); x++) {
                cell(
                        svg,
                        axis.get(y),
                        axis.get(x),
                        words.getOrDefault(axis.get(y) + "\n" + axis.get(x), ""),
                        label + CELL * x,
                        label + CELL * y);
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static void cell(StringBuilder svg, String from, String to, String words, int x, int y) {
        String colour = words.isEmpty()
                ? "#f2f2f2"
                : words.equals("All") ? "#2f6f9f" : words.startsWith("?") ? "#d9a400" : "#8fbcd9";
        svg.append("<rect x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y)
                .append("\" width=\"")
                .append(CELL - 2);
        svg.append("\" height=\"")
                .append(CELL - 2)
                .append("\" fill=\"")
                .append(colour)
                .append("\"><title>");
        svg.append(escape(from + " to " + to + ": " + (words.isEmpty() ? "nothing" : words)));
        svg.append("</title></rect>\n");
    }

    private static String folded(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? "outside" : name.substring(0, slash);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
