package io.packetwalk.doc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read by indentation alone is what the parser reads, or it is left to the parser. */
class BlockYamlTest {

    private static final String POD = """
            - apiVersion: v1
              kind: Pod
              metadata:
                annotations:
                  cni.projectcalico.org/podIP: 10.244.1.7/32
                  note: 'it''s "here"'
                  script: |
                    #!/bin/sh
                      echo "a: b"

                    exit 0
                labels: {}
                managedFields:
                - apiVersion: v1
                  fieldsV1:
                    f:metadata:
                      f:labels: {}
                name: web-1
                uid: 0e1
              spec:
                containers:
                - args:
                  - -c
                  - "8080"
                  - --address=:80
                  image: registry.example/web:1.2
                  ports:
                  - containerPort: 8080
                    protocol: TCP
                  resources: {}
                  tty: yes
                hostNetwork: false
                nodeName:
                tolerations: []
              status:
                podIPs:
                - ip: 10.244.1.7
                - ip: fd00::7
                message: |-
                  two
                  lines
            """;

    @Test
    void kubectlsStyleIsReadWithoutTheParser() throws UnreadableException {
        List<Problem> problems = new ArrayList<>();
        assertThat(BlockYaml.read(POD, 12, new Repeated())).contains(YamlTree.parsed(POD, 12, problems));
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: {b: c}\n",
                "a: &x b\n",
                "a: *x\n",
                "a: b # c\n",
                "# a\nb: c\n",
                "a: b\na: c\n",
                "a: >\n  b\n",
                "a: b\n  c\n",
                "a: \"b\n  c\"\n",
                "a: \"\\u00e9\"\n",
                "a: \u00e9\n",
                "a: b: c\n",
                "a:\n  b\n",
                "a: |2\n    b\n",
                "-\n  a: b\n",
                "- a\nb: c\n",
                "a: b\n- c\n",
                "<<: a\n",
                "\"a\": b\n",
                "a: !!str 1\n",
                "a:\tb\n",
                "a: b",
                ""
            })
    void whatIsNotItsStyleIsLeftToTheParser(String text) {
        assertThat(BlockYaml.read(text, 1, new Repeated())).isEmpty();
    }

    @Test
    void aChangedDocumentIsReadAsTheParserReadsItOrNotAtAll() {
        Random random = new Random(20261126);
        String alphabet = " \n-:#'\"|>{}[]&*!%@`,?~.ab01\t\\";
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(POD);
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = random.nextInt(text.length() - 1);
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    default -> text.deleteCharAt(at);
                }
            }
            Optional<Tree> quick = BlockYaml.read(text.toString(), 1, new Repeated());
            if (quick.isPresent()) {
                read++;
                List<Problem> problems = new ArrayList<>();
                assertThat(quick.get()).as(text.toString()).isEqualTo(parsed(text.toString(), problems));
                assertThat(problems).as(text.toString()).isEmpty();
            }
        }
        assertThat(read).isGreaterThan(3_000);
    }

    private static Object parsed(String text, List<Problem> problems) {
        try {
            return YamlTree.parsed(text, 1, problems);
        } catch (UnreadableException broken) {
            return broken.toString();
        }
    }
}
