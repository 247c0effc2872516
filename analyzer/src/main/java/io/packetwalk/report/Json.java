package io.packetwalk.report;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.Serial;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes and reads the documents of the JSON contract. Fields stand in the order of the records, lines end in LF everywhere. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper(
                    new JsonFactoryBuilder().characterEscapes(new Visible()).build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private static final ObjectWriter PRETTY = MAPPER.writer(new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private static final ObjectWriter YAML = new YAMLMapper().writer();

    private Json() {}

    /** A document with line breaks, and one at the end. */
    public static String document(Object contract) {
        return write(PRETTY, contract) + "\n";
    }

    /** One line of JSON Lines, with its line end. */
    public static String line(Object contract) {
        return write(MAPPER.writer(), contract) + "\n";
    }

    /** The same document as YAML 1.2. */
    public static String yaml(Object contract) {
        String text = write(YAML, contract);
        // Strings stand in double quotes, where YAML knows the same escapes.
        return text.chars()
                .mapToObj(c -> c == '\n' || !Visible.hidden(c)
                        ? String.valueOf((char) c)
                        : String.format(Locale.ROOT, "\\u%04x", c))
                .collect(Collectors.joining());
    }

    private static String write(ObjectWriter writer, Object contract) {
        try {
            return writer.writeValueAsString(contract);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of the contract cannot be written", e);
        }
    }

    /**
     * Reads a document that {@link #document} wrote; fields of newer writers are ignored.
     *
     * @throws IOException when it is none
     */
    public static <T> T read(String text, Class<T> contract) throws IOException {
        return MAPPER.readValue(text, contract);
    }

    /**
     * Reads a report back; fields of newer writers are ignored.
     *
     * @throws IOException when the text is no report of schema version 1
     */
    public static Report report(String text) throws IOException {
        Report report = MAPPER.readValue(text, Report.class);
        if (report == null || !Report.SCHEMA_VERSION.equals(report.schemaVersion())) {
            throw new IOException("not a report of schema version " + Report.SCHEMA_VERSION);
        }
        boolean whole = Stream.of(
                        report.tool(),
                        report.bundle(),
                        report.findings(),
                        report.clear(),
                        report.undetermined(),
                        report.notApplicable(),
                        report.crashed(),
                        report.walks(),
                        report.flows(),
                        report.coverage(),
                        report.notes(),
                        report.excerpts(),
                        report.presence())
                .allMatch(Objects::nonNull);
        if (!whole) {
            throw new IOException("a part of the report is missing");
        }
        return report;
    }

    /** Why a text could not be read, in one line and without the text itself. */
    public static String reason(IOException e) {
        return e instanceof JsonProcessingException syntax
                ? syntax.getOriginalMessage().lines().findFirst().orElse("not JSON")
                        + (syntax.getLocation() == null
                                ? ""
                                : ", line " + syntax.getLocation().getLineNr())
                : String.valueOf(e.getMessage());
    }

    /** The same values, but what reorders or hides text stands in a document as its escape: documents are read on terminals, too. */
    private static final class Visible extends CharacterEscapes {
        @Serial
        private static final long serialVersionUID = 1;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes[0x7f] = ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return hidden(c) ? new SerializedString(String.format(Locale.ROOT, "\\u%04x", c)) : null;
        }

        /** A half of a pair comes alone here; U+DB40 begins the tag characters, which are invisible text. */
        static boolean hidden(int c) {
            return c == 0xdb40
                    || c > 0x7e
                            && !Character.isSurrogate((char) c)
                            && !Neutral.of(String.valueOf((char) c)).equals(String.valueOf((char) c));
        }
    }
}
