package io.packetwalk.redact.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gives access is removed, wherever it stands in a line. */
class SecretsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://u:pa55word@host/x | pa55word",
                "--password=pa55word | pa55word",
                "{\"name\": \"DB_PASSWORD\", \"value\": \"pa55word\"} | pa55word",
                "Server=db;User ID=sa;Password=pa55word;Database=x; | pa55word",
                "aws AKIAABCDEFGHIJKLMNOP | AKIAABCDEFGHIJKLMNOP",
                "u:pa55word@tcp(db:3306)/x | pa55word"
            })
    void secretsGo(String line, String secret) {
        assertThat(new Secrets(false).line(line)).doesNotContain(secret).contains(Secrets.REMOVED);
    }
}
