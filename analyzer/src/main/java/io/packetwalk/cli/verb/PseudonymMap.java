package io.packetwalk.cli.verb;

import io.packetwalk.cli.Failure;
import io.packetwalk.redact.pseudonym.Key;
import io.packetwalk.redact.pseudonym.Pseudonyms;
import io.packetwalk.report.Json;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The way back from pseudonyms, a file of its own.
 *
 * @param schemaVersion {@code 1}
 * @param key all pseudonyms follow from it
 * @param words parts of names, original to pseudonym
 * @param others addresses, subnets, hardware addresses and chains, original to pseudonym
 */
record PseudonymMap(String schemaVersion, String key, Map<String, String> words, Map<String, String> others) {

    static PseudonymMap of(Key key, Pseudonyms pseudonyms, Optional<PseudonymMap> before) {
        Map<String, String> words = new TreeMap<>();
        Map<String, String> others = new TreeMap<>();
        before.ifPresent(known -> {
            words.putAll(known.words());
            others.putAll(known.others());
        });
        words.putAll(pseudonyms.words());
        others.putAll(pseudonyms.mapped());
        return new PseudonymMap("1", key.toString(), words, others);
    }

    static PseudonymMap read(Path file) throws IOException {
        String text = Files.readString(file);
        try {
            PseudonymMap map = Json.read(text, PseudonymMap.class);
            if (!"1".equals(map.schemaVersion()) || map.key() == null || map.words() == null || map.others() == null) {
                throw new Failure(file.getFileName() + " is no map that redact wrote");
            }
            return map;
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new Failure(file.getFileName() + " is no map that redact wrote");
        }
    }

    /** Never readable by others, not even while it is written. */
    void write(Path file) throws IOException {
        Files.deleteIfExists(file);
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (UnsupportedOperationException e) {
            Files.createFile(file);
        }
        Files.writeString(file, Json.document(this));
    }
}
