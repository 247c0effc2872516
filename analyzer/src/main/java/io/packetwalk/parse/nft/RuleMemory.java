package io.packetwalk.parse.nft;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.nft.NftRuleFact;
import io.packetwalk.parse.Alike;
import io.packetwalk.parse.TextOrJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/** Rules of {@code nft -j} that stand in the rule set of another node but for their handles: known by a hash of their bytes, for the bytes themselves are as many as the facts. */
final class RuleMemory implements TextOrJson.Memory {

    private static final byte[] RULE = "{\"rule\":".getBytes(StandardCharsets.US_ASCII);

    /** Before its value no string with quotes in it can stand unescaped, so this is a name. */
    private static final byte[] HANDLE = "\"handle\":".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] STATEMENTS = "\"expr\":".getBytes(StandardCharsets.US_ASCII);

    private final Alike alike;
    private final MessageDigest hash;
    private Optional<Alike.Digest> asked = Optional.empty();

    RuleMemory(Alike alike) {
        this.alike = alike;
        try {
            this.hash = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public Optional<Fact> known(byte[] bytes, int length, Source source) {
        asked = Optional.empty();
        if (length < RULE.length || !Arrays.equals(bytes, 0, RULE.length, RULE, 0, RULE.length)) {
            return Optional.empty();
        }
        int handle = find(bytes, length, HANDLE);
        int statements = find(bytes, length, STATEMENTS);
        int behind = handle + HANDLE.length;
        if (handle >= 0 && handle < statements) {
            while (bytes[behind] == ' ') {
                behind++;
            }
            while (bytes[behind] >= '0' && bytes[behind] <= '9') {
                behind++;
            }
            hash.update(bytes, 0, handle);
            hash.update(bytes, behind, length - behind);
        } else {
            hash.update(bytes, 0, length);
        }
        ByteBuffer digest = ByteBuffer.wrap(hash.digest());
        Alike.Digest key = new Alike.Digest(digest.getLong(), digest.getLong());
        NftRuleFact rule = alike.rules().get(key);
        if (rule == null) {
            asked = Optional.of(key);
            return Optional.empty();
        }
        return Optional.of(
                new NftRuleFact(source, rule.family(), rule.table(), rule.chain(), rule.statements(), rule.text()));
    }

    private static int find(byte[] bytes, int length, byte[] name) {
        for (int at = 0; at + name.length < length; at++) {
            if (bytes[at] == name[0] && Arrays.equals(bytes, at, at + name.length, name, 0, name.length)) {
                return at;
            }
        }
        return -1;
    }

    @Override
    public void learn(Fact fact) {
        if (fact instanceof NftRuleFact rule) {
            asked.ifPresent(key -> alike.rules().putIfAbsent(key, rule));
        }
        asked = Optional.empty();
    }
}
