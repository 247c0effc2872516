package io.packetwalk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the collector to whoever gets what it wrote: signed, or under pseudonyms. */
class CollectedTest {
    @TempDir
    private Path here = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void aSignatureFitsOnlyTheManifestThatWasSigned(String algorithm) throws IOException, GeneralSecurityException {
        KeyPair signer = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        KeyPair other = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        byte[] manifest = "{\"schemaVersion\":\"1\",\n\"artifacts\":[\n]}\n".getBytes(UTF_8);
        Signature signature = Signature.getInstance(algorithm.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
        signature.initSign(signer.getPrivate());
        signature.update(manifest);
        Path folder = Files.createDirectories(here.resolve("bundle"));
        Files.write(folder.resolve("packetwalk-manifest.json"), manifest);
        Files.write(folder.resolve("packetwalk-manifest.json.sig"), signature.sign());
        pem("key.pem", signer);
        pem("other.pem", other);

        assertThat(Ran.in(here, "verify", "bundle", "--key", "key.pem"))
                .satisfies(ran -> assertThat(ran.exit()).isZero())
                .satisfies(ran -> assertThat(ran.out()).contains("the key signed every manifest"));
        assertThat(Ran.in(here, "verify", "bundle", "--key", "other.pem").exit())
                .isEqualTo(1);
        Files.write(
                folder.resolve("packetwalk-manifest.json"),
                "\n".getBytes(UTF_8),
                java.nio.file.StandardOpenOption.APPEND);
        Ran changed = Ran.in(here, "verify", "bundle", "--key", "key.pem", "-o", "json");
        assertThat(changed.exit()).isEqualTo(1);
        assertThat(changed.out()).contains("\"signature\" : \"wrong\"").contains("signature-wrong");
        Files.delete(folder.resolve("packetwalk-manifest.json.sig"));
        assertThat(Ran.in(here, "verify", "bundle", "--key", "key.pem").out()).contains("Is not signed");
        assertThat(Ran.in(here, "verify", "bundle").exit()).isZero();
        assertThat(Ran.in(here, "verify", "bundle", "--key", "bundle/packetwalk-manifest.json")
                        .err())
                .contains("--key wants a public key");
    }

    @Test
    void whatIsCollectedCanLeaveUnderPseudonymsOnly() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the collector needs /bin/sh, which is not here");

        Ran ran = Ran.in(
                here, "collect", "--redact", "node", "--node", "quokka-7", "--only", "clock,uname", "-o", "out.tar.gz");

        assertThat(ran.exit()).as(ran.err()).isZero();
        Ran found = Ran.in(here, "search", "out.tar.gz", "quokka");
        assertThat(found.exit()).isEqualTo(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(here.resolve("out.tar.gz.map.json"))))
                .isEqualTo("rw-------");
        assertThat(Files.readString(here.resolve("out.tar.gz.map.json"))).contains("quokka");
    }

    @Test
    void pseudonymsThatCannotBeWrittenAreSaidInWords() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the collector needs /bin/sh, which is not here");

        Ran ran = Ran.in(here, "collect", "--redact", "node", "--only", "clock", "-o", "nowhere/out.tar.gz");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err())
                .contains("packetwalk redact: there is no file or folder")
                .doesNotContain("\tat ");
    }

    @Test
    void verifySaysWhichFilesTheManifestVouchesFor() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the collector needs /bin/sh, which is not here");
        Ran.in(
                here,
                "collect",
                "node",
                "--node",
                "w1",
                "--only",
                "clock,uname,hosts",
                "-o",
                here.resolve("w1.tar.gz").toString());
        assertThat(Ran.in(here, "verify", "w1.tar.gz").out())
                .startsWith("Integrity: ok. The hashes of 3 files are those of the manifest.\n")
                .doesNotContain("vouches");

        unpack(here.resolve("w1.tar.gz"), here.resolve("w1"));
        Path node = here.resolve("w1/nodes/w1");
        Files.writeString(node.resolve("ip-route.json"), "[]");
        assertThat(Ran.in(here, "verify", "w1"))
                .satisfies(ran -> assertThat(ran.exit()).isZero())
                .satisfies(ran -> assertThat(ran.out())
                        .contains("No manifest names 1 file, nobody vouches for it: nodes/w1/ip-route.json"));

        Files.writeString(node.resolve("hosts"), "192.0.2.1 changed\n");
        Files.delete(node.resolve("uname.txt"));
        assertThat(Ran.in(here, "verify", "w1"))
                .satisfies(ran -> assertThat(ran.exit()).isEqualTo(1))
                .satisfies(ran -> assertThat(ran.out())
                        .startsWith("Integrity: damaged.")
                        .contains("nodes/w1/hosts  Is not the file that the manifest describes")
                        .contains("nodes/w1/uname.txt has "));
    }

    private static void unpack(Path archive, Path folder) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile()) {
                    String name = entry.getName().substring(entry.getName().indexOf('/') + 1);
                    Files.createDirectories(folder.resolve(name).resolve("..").normalize());
                    Files.write(folder.resolve(name), tar.readAllBytes());
                }
            }
        }
    }

    /** Signatures by minisign 0.11 itself, one over the hash of the manifest and one over the manifest. */
    @ParameterizedTest
    @ValueSource(strings = {"""
                    untrusted comment: signature from minisign secret key
                    RUTqXC6bCpDtYmEI5qreLpngsgDEV6D1BM15TntQSJJcuCdlta1CEelD+gUEQuGXYEx8AszFWXNXynEiZmPfgGnM8d6ml4+NQQk=
                    trusted comment: timestamp:1795721568	file:packetwalk-manifest.json	hashed
                    5cqrW/UBCkZLt2ehsb46Kcnq+u9+hEbtlAl3YwHSuKdtOwXKkPDdFxmfZYp+gxr5rxaECoLGU+L5tSjvNa2LCg==
                    """, """
                    untrusted comment: signature from minisign secret key
                    RWTqXC6bCpDtYszqpWoqBq3ZPZkysqrIVxmkH0F0MdCDErq69H+dPtFuh+AlFL5clvyO92XXrdOFOXFG0dCWKlwDvAm5xpc+3AU=
                    trusted comment: timestamp:1795721568	file:packetwalk-manifest.json
                    QwSfb+1KqnjnMsJ9BM+z5hFrb8EnirXTitBGpPlrFGwFpkmx97DJXh15iA8yh5kATHfi4I8HFyiFnIfw6H7GCg==
                    """})
    void aSignatureOfMinisignFitsOnlyTheManifestThatWasSigned(String signature) throws IOException {
        Path folder = Files.createDirectories(here.resolve("bundle"));
        Path manifest = folder.resolve("packetwalk-manifest.json");
        Files.writeString(manifest, "{\"schemaVersion\":\"1\",\n\"artifacts\":[\n]}\n");
        Files.writeString(folder.resolve("packetwalk-manifest.json.minisig"), signature);
        Files.writeString(here.resolve("minisign.pub"), """
                untrusted comment: minisign public key 62ED900A9B2E5CEA
                RWTqXC6bCpDtYp4PnzMLTgRQv2NM2iVhTT46G6Sox6wSlPbN0gRibCYj
                """);

        assertThat(Ran.in(here, "verify", "bundle", "--key", "minisign.pub"))
                .satisfies(ran -> assertThat(ran.exit()).isZero())
                .satisfies(ran -> assertThat(ran.out()).contains("the key signed every manifest"));
        Files.writeString(
                folder.resolve("packetwalk-manifest.json.minisig"), signature.replace("timestamp:1", "timestamp:2"));
        assertThat(Ran.in(here, "verify", "bundle", "--key", "minisign.pub").exit())
                .isEqualTo(1);
        Files.writeString(folder.resolve("packetwalk-manifest.json.minisig"), signature);
        Files.writeString(manifest, "{\"schemaVersion\":\"1\",\n\"artifacts\":[\n] }\n");
        assertThat(Ran.in(here, "verify", "bundle", "--key", "minisign.pub").out())
                .contains("Was changed, or signed with another key");
    }

    private void pem(String name, KeyPair keys) throws IOException {
        String base64 = Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded());
        Files.writeString(here.resolve(name), "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n");
    }
}
