package io.packetwalk.report.html;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.packetwalk.report.Excerpt;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.report.section.Facet;
import io.packetwalk.report.section.FlowColumns;
import io.packetwalk.report.section.Sections;
import io.packetwalk.report.section.Timeline;
import io.packetwalk.template.Page;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/** What the sections behind the answer show, each as deflated JSON. Every text in it is neutralised, for a saved report may be forged. */
final class Chunks {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().registerModule(new SimpleModule().addSerializer(new Text()));

    private Chunks() {}

    static List<Page.Chunk> of(Report report) {
        Sections sections = report.behind();
        List<Facet> facets = report.flows().facets();
        return List.of(
                chunk("t", new When(sections.timeline(), report.clusters())),
                chunk(
                        "flows",
                        new Flows(
                                facets == null ? List.of() : facets,
                                report.flows().columns())),
                chunk("pairs", sections.paired()),
                chunk("dns", sections.lookups()),
                chunk("svc", sections.services()),
                chunk("nodes", sections.nodes()),
                chunk("policy", sections.reach()),
                chunk("e", evidence(report)));
    }

    private static Evidence evidence(Report report) {
        Map<String, String> formats = new TreeMap<>();
        var cited = report.excerpts().stream().map(Excerpt::artifact).collect(Collectors.toSet());
        report.coverage().stream()
                .filter(read -> cited.contains(read.artifact()))
                .forEach(read -> formats.put(Neutral.of(read.artifact()), read.format()));
        Map<String, String> hashes = new TreeMap<>();
        report.behind().hashes().forEach((artifact, hash) -> hashes.put(Neutral.of(artifact), hash));
        return new Evidence(
                report.excerpts(),
                formats,
                hashes,
                String.join(" ", report.bundle().inputs()));
    }

    /** One section's content. */
    static Page.Chunk chunk(String name, Object content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater deflater = new Deflater();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
            out.write(MAPPER.writeValueAsString(content).getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a section cannot be written", e);
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot fail to be written", e);
        } finally {
            deflater.end();
        }
        return new Page.Chunk(name, Base64.getEncoder().encodeToString(packed.toByteArray()));
    }

    /** What the timeline draws, and the failures as spans of it. */
    private record When(@JsonUnwrapped Timeline timeline, List<Report.Incident> incidents) {}

    private record Flows(List<Facet> facets, @Nullable FlowColumns columns) {}

    private record Evidence(
            List<Excerpt> excerpts, Map<String, String> formats, Map<String, String> hashes, String bundle) {}

    /** The words of the flow columns hold tabs between their parts; everything else that a tab could be is made visible. */
    private static final class Text extends StdSerializer<String> {
        @Serial
        private static final long serialVersionUID = 1;

        Text() {
            super(String.class);
        }

        @Override
        public void serialize(String text, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(Arrays.stream(text.split("\t", -1)).map(Neutral::of).collect(Collectors.joining("\t")));
        }
    }
}
