package io.packetwalk.collector;

/** The shell collector as one file that needs nothing beside it. */
public final class CollectorScript {

    private static final String BEGIN = "    # BEGIN EMBEDDED CATALOGUE\n";
    private static final String END = "    # END EMBEDDED CATALOGUE\n";

    private CollectorScript() {}

    /** The same text that {@code packetwalk-collect --script} prints: the script with its catalogue inside. */
    public static String selfContained() {
        String script = Catalogue.resource("packetwalk-collect");
        int from = script.indexOf(BEGIN);
        int to = script.indexOf(END);
        return script.substring(0, from)
                + BEGIN
                + "    cat <<'END OF CATALOGUE'\n"
                + Catalogue.resource("catalogue.tsv")
                + "END OF CATALOGUE\n"
                + script.substring(to);
    }
}
