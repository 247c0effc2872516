package io.packetwalk.report.html;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A test that opens pages in a real browser, one for each class; left out with a word where none is installed. */
abstract class InBrowser {
    @TempDir
    static Path folder = Path.of("");

    private static Optional<Chromium> chromium = Optional.empty();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        chromium = Chromium.program().isPresent()
                ? Optional.of(Chromium.start(folder.resolve("profile")))
                : Optional.empty();
    }

    @AfterAll
    static void close() {
        chromium.ifPresent(Chromium::close);
    }

    /** The browser, as wide as a notebook's screen and without a word said. */
    static Chromium browser() {
        assumeTrue(chromium.isPresent(), "chromium is not installed: apt-get install --no-install-recommends chromium");
        Chromium browser = chromium.orElseThrow();
        browser.size(1280, 800);
        browser.complaints().clear();
        return browser;
    }
}
