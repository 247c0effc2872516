package io.packetwalk.collector;

/** The shell collector as one file that needs nothing beside it. */
public final class CollectorScript {

    private static final String BEGIN = "    # BEGIN EMBEDDED CATALOGUE\n";
    private static final String NEEDS = "# POSIX sh; needs";
    private static final String END = "    # END EMBEDDED CATALOGUE\n";

    /** Width of the longest scope. */
    private static final int SCOPE = 7;

    private CollectorScript() {}

    /** The same text that {@code packetwalk-collect --script} prints: the script with its catalogue inside. */
    public static String selfContained() {
        String script = Catalogue.resource("packetwalk-collect");
        int from = script.indexOf(BEGIN);
        int to = script.indexOf(END);
        int needs = script.indexOf(NEEDS);
        return script.substring(0, needs)
                + head()
                + script.substring(needs, from)
                + BEGIN
                + "    cat <<'END OF CATALOGUE'\n"
                + Catalogue.resource("catalogue.tsv")
                + "END OF CATALOGUE\n"
                + script.substring(to);
    }

    /** What it will run, for whoever gets it by mail. */
    private static String head() {
        StringBuilder out = new StringBuilder(
                "# WHAT IT RUNS, each only to read; {item} is each line of what stands behind \"for\".\n");
        Catalogue.resource("catalogue.tsv")
                .lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.split("\t", -1))
                .forEach(row -> out.append("#   ")
                        .append(row[1])
                        .append(" ".repeat(Math.max(0, SCOPE - row[1].length())))
                        .append("  ")
                        .append(row[2])
                        .append(
                                row[5].equals("capture")
                                        ? "  only with --captures"
                                        : row[8].equals("-") ? "" : "  for " + row[8])
                        .append('\n'));
        return out.append("#\n").toString();
    }
}
