package io.packetwalk.cli.verb;

import io.packetwalk.Connectivity;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Outputs;
import io.packetwalk.cli.PolicyNames;
import io.packetwalk.cli.Shell;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.policy.Ends;
import io.packetwalk.policy.inquiry.Exposure;
import io.packetwalk.policy.inquiry.Matrix;
import io.packetwalk.report.Json;
import io.packetwalk.report.MatrixPicture;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Writes the connectivity matrix row by row: there may be millions. */
final class PolicyList {
    private PolicyList() {}

    static int write(Connectivity that, String from, String to, List<Outputs.Output> wanted, Shell shell)
            throws IOException {
        Predicate<String> senders = chosen(that, from);
        Predicate<String> receivers = chosen(that, to);
        Matrix matrix = Matrix.of(that.engine(), that.ends().members());
        for (Outputs.Output output : wanted) {
            if (output.toScreen()) {
                write(that, matrix, senders, receivers, output.format(), shell.out());
                shell.out().flush();
                continue;
            }
            try (PrintWriter out = new PrintWriter(
                    new BufferedWriter(Files.newBufferedWriter(shell.path(output.file()), StandardCharsets.UTF_8)))) {
                write(that, matrix, senders, receivers, output.format(), out);
            } catch (IOException e) {
                throw new Failure("cannot write " + output.file() + ": " + e.getMessage());
            }
        }
        that.gaps().forEach(gap -> shell.err().println(gap.what() + ": " + gap.why() + "; " + gap.command()));
        return that.gaps().isEmpty() ? Exit.GOOD : Exit.UNTOLD;
    }

    /** Names of the matrix that a word means: pods by their workload, addresses by the range they are in. */
    private static Predicate<String> chosen(Connectivity that, String typed) {
        if (typed.isEmpty()) {
            return name -> true;
        }
        if (typed.equals("ext")) {
            return name -> name.indexOf('/') < 0;
        }
        if (Ip.parse(typed).isPresent()) {
            Ip ip = Ip.of(typed);
            return name -> contains(name, ip);
        }
        Set<String> names = new HashSet<>();
        var found = new PolicyNames(that).of(typed, Proto.TCP, 0);
        for (Ends.Member member : that.ends().members()) {
            if (found.stream().anyMatch(each -> each.end().equals(member.end()))) {
                names.add(member.workload());
                names.add(member.ref().namespace() + "/" + member.ref().name() + "["
                        + member.ref().kind() + "]");
            }
        }
        return names::contains;
    }

    private static boolean contains(String range, Ip ip) {
        int dash = range.indexOf('-');
        if (dash < 0 || range.indexOf('/') >= 0) {
            return false;
        }
        var first = Ip.parse(range.substring(0, dash));
        var last = Ip.parse(range.substring(dash + 1));
        return first.isPresent()
                && last.isPresent()
                && first.get().v6() == ip.v6()
                && first.get().compareTo(ip) <= 0
                && ip.compareTo(last.get()) <= 0;
    }

    private static void write(
            Connectivity that,
            Matrix matrix,
            Predicate<String> from,
            Predicate<String> to,
            String format,
            PrintWriter out) {
        switch (format) {
            case "json" -> json(that, matrix, from, to, out);
            case "csv" -> {
                out.print("from,to,ports,verdict\n");
                matrix.allowed(from, to, row -> out.print(csv(row, "allowed")));
                matrix.undetermined(from, to, row -> out.print(csv(row, "undetermined")));
            }
            case "svg" -> {
                MatrixPicture picture = new MatrixPicture();
                matrix.allowed(from, to, row -> picture.add(row, false));
                matrix.undetermined(from, to, row -> picture.add(row, true));
                out.print(picture.svg());
            }
            default -> text(that, matrix, from, to, out);
        }
    }

    private static void json(
            Connectivity that, Matrix matrix, Predicate<String> from, Predicate<String> to, PrintWriter out) {
        out.print("{\n  \"schemaVersion\": \"" + Report.SCHEMA_VERSION + "\",\n  \"connections\": [");
        Rows rows = new Rows(out);
        matrix.allowed(from, to, rows::add);
        out.print("\n  ],\n  \"undetermined\": [");
        Rows unsure = new Rows(out);
        matrix.undetermined(from, to, unsure::add);
        out.print("\n  ],\n  \"exposure\": [");
        Rows exposed = new Rows(out);
        Exposure.of(that.cluster(), that.ends(), that.engine()).stream()
                .filter(each -> to.test(each.workload()))
                .forEach(exposed::add);
        out.print("\n  ]\n}\n");
    }

    /** Items of a JSON list, one a line. */
    private static final class Rows {
        private final PrintWriter out;
        private boolean more;

        Rows(PrintWriter out) {
            this.out = out;
        }

        void add(Object row) {
            out.print(more ? ",\n    " : "\n    ");
            out.print(Json.line(row).strip());
            more = true;
        }
    }

    private static String csv(Matrix.Row row, String verdict) {
        return FlowTable.cell(row.from()) + "," + FlowTable.cell(row.to()) + "," + FlowTable.cell(row.ports()) + ","
                + verdict + "\n";
    }

    private static void text(
            Connectivity that, Matrix matrix, Predicate<String> from, Predicate<String> to, PrintWriter out) {
        matrix.allowed(from, to, row -> line(out, row, ""));
        matrix.undetermined(from, to, row -> line(out, row, "  (cannot be told)"));
        Exposure.of(that.cluster(), that.ends(), that.engine()).stream()
                .filter(each -> to.test(each.workload()))
                .forEach(each -> out.print("exposed: " + each.workload() + " by " + each.by() + " at " + each.ports()
                        + ": " + each.verdict() + "\n"));
    }

    private static void line(PrintWriter out, Matrix.Row row, String doubt) {
        out.print(Neutral.of(row.from() + " => " + row.to() + " : " + row.ports() + doubt) + "\n");
    }
}
