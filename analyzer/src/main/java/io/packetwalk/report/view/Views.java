package io.packetwalk.report.view;

import io.packetwalk.report.Json;
import io.packetwalk.report.Report;
import io.packetwalk.report.html.HtmlReport;
import io.packetwalk.report.text.AnswerText;
import io.packetwalk.report.text.Ticket;
import io.packetwalk.report.text.Tone;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The forms an answer comes in. */
public final class Views {
    /** Every form, the default one first. */
    public static final List<Form> ALL = List.of(
            new Form("text", AnswerText::screen),
            new Form("wide", AnswerText::wide),
            new Form("json", (report, _tone) -> Json.document(report)),
            new Form("yaml", (report, _tone) -> Json.yaml(report)),
            new Form("markdown", (report, _tone) -> Ticket.of(report)),
            new Form("html", (report, _tone) -> HtmlReport.of(report)),
            new Form("sarif", (report, _tone) -> Sarif.of(report)),
            new Form("junit", (report, _tone) -> JUnit.of(report)),
            new Form("name", (report, _tone) -> names(report)));

    private Views() {}

    /**
     * One form.
     *
     * @param format its word after {@code -o}
     * @param write writes it; the tone is for terminals
     */
    public record Form(String format, BiFunction<Report, Tone, String> write) {
        public String of(Report report, Tone tone) {
            return write.apply(report, tone);
        }
    }

    /** The words after {@code -o}, the default one first. */
    public static List<String> formats() {
        return ALL.stream().map(Form::format).toList();
    }

    /** Empty when there is no such form. */
    public static Optional<Form> named(String format) {
        return ALL.stream().filter(form -> form.format().equals(format)).findFirst();
    }

    private static String names(Report report) {
        return report.findings().stream()
                .map(finding -> finding.fingerprint() + "\n")
                .collect(Collectors.joining());
    }
}
