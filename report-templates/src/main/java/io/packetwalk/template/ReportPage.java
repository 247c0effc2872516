package io.packetwalk.template;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/** Renders the report page. One file, no network, readable without JavaScript. */
public final class ReportPage {
    /** The first line of every page we write; a file that begins otherwise is not ours and is never overwritten. */
    public static final String MARKER = "<!doctype html><!-- packetwalk report -->";

    private static final int TYPICAL_SIZE = 256 * 1024;

    private ReportPage() {}

    /** The whole page as HTML text. */
    public static String render(Page page) {
        TemplateEngine engine = TemplateEngine.createPrecompiled(
                null, ContentType.Html, ReportPage.class.getClassLoader(), "io.packetwalk.template.page");
        StringOutput out = new StringOutput(TYPICAL_SIZE);
        engine.render("report.jte", Map.of("page", page, "assets", Assets.load()), out);
        return MARKER + "\n" + out;
    }
}
