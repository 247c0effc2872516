package io.packetwalk;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Walk;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The step of a walk that says what policies say: where it stands, what it answers, and whether the node's rules agree. */
final class PolicyTierTest {

    private static final java.nio.file.Path SAMPLES = java.nio.file.Path.of("..", "samples");
    private static final ObjectRef CLIENT = ObjectRef.pod("shop", "client-1");
    private static final ObjectRef WEB = ObjectRef.pod("shop", "web-1");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # case                  | port | direction | verdict | basis        | remark
                    pw-078-look-alike       | 8080 | ingress   | DENIED  | DERIVED      | no rule allows this
                    pw-079-look-alike       | 8080 | ingress   | ALLOWED | DERIVED      | allows by ingress rule 0
                    pw-079-look-alike       | 9090 | ingress   | DENIED  | DERIVED      | no rule allows this
                    pw-069-calico-nft       | 8080 | ingress   | DENIED  | DERIVED      | no rule allows this
                    pw-079-calico-nft       | 8080 | ingress   | ALLOWED | CONTRADICTED | the rules of n2 stop it (PW-079)
                    pw-071-look-alike       | 9090 | egress    | DENIED  | DERIVED      | no rule allows this
                    pw-082-look-alike       | 22   | ingress   | DENIED  | DERIVED      | deny by ingress rule 0 (ssh)
                    """)
    void saysWhatPoliciesSay(String name, int port, String direction, String verdict, String basis, String remark)
            throws IOException {
        Path path = path(read(SAMPLES.resolve("cases").resolve(name).resolve("bundle")), CLIENT, WEB, port);
        List<Step> tiers = tiers(path);

        assertThat(tiers).hasSize(1);
        assertThat(tiers.getFirst().text())
                .startsWith(direction + " policy " + verdict)
                .contains(remark);
        assertThat(tiers.getFirst().basis()).hasToString(basis);
        assertThat(tiers.getFirst().sources()).isNotEmpty();
        assertThat(tiers.getFirst().netns())
                .isEqualTo("pod/" + (direction.equals("egress") ? "shop/client-1" : "shop/web-1"));
    }

    @Test
    void theReceiversStandsBeforeTheRuleThatStopsIt() throws IOException {
        Path path = path(read(SAMPLES.resolve("cases/pw-078-look-alike/bundle")), CLIENT, WEB, 8080);
        List<Step> steps = path.steps();

        assertThat(steps.getLast().kind()).isEqualTo(Step.Kind.RULE_HIT);
        assertThat(steps.get(steps.size() - 2).kind()).isEqualTo(Step.Kind.POLICY_TIER);
    }

    @Test
    void theSendersStandsBehindTheTranslationAndSeesTheEndpoint() throws IOException {
        Analysis that = read(SAMPLES.resolve("bundles/netpol-egress-no-dns.tar.gz"));
        Walk walk = that.walks()
                .of(new Question(
                        new Question.Origin.InPod(ObjectRef.pod("default", "client-a")),
                        new Question.Target.ToService(ObjectRef.service("kube-system", "kube-dns")),
                        Proto.UDP,
                        53,
                        0));
        assertThat(walk.paths()).isNotEmpty().allSatisfy(path -> {
            List<Step.Kind> kinds = path.steps().stream().map(Step::kind).toList();
            Optional<Step> tier = tiers(path).stream().findFirst();
            if (tier.isPresent()) {
                assertThat(kinds.indexOf(Step.Kind.POLICY_TIER)).isGreaterThan(kinds.indexOf(Step.Kind.TRANSLATE));
                assertThat(tier.get().before().tuple().dst())
                        .isEqualTo(path.endpoint().orElseThrow());
            }
        });
        assertThat(walk.paths().stream().map(PolicyTierTest::tiers).flatMap(List::stream))
                .isNotEmpty();
    }

    @Test
    void aNodeToItsOwnPodMeetsNoPolicy() throws IOException {
        Analysis that = read(SAMPLES.resolve("cases/pw-078-look-alike/bundle"));
        Walk own = that.walks()
                .of(new Question(new Question.Origin.OnNode("n2"), new Question.Target.ToPod(WEB), Proto.TCP, 8080, 0));
        Walk other = that.walks()
                .of(new Question(
                        new Question.Origin.OnNode("n1"),
                        new Question.Target.ToAddress(Ip.of("10.1.2.9")),
                        Proto.TCP,
                        8080,
                        0));

        assertThat(tiers(own.paths().getFirst())).isEmpty();
        assertThat(tiers(other.paths().getFirst())).hasSize(1);
    }

    private static List<Step> tiers(Path path) {
        return path.steps().stream()
                .filter(step -> step.kind() == Step.Kind.POLICY_TIER)
                .toList();
    }

    private static Path path(Analysis that, ObjectRef from, ObjectRef to, int port) {
        return that.walks()
                .of(new Question(new Question.Origin.InPod(from), new Question.Target.ToPod(to), Proto.TCP, port, 0))
                .paths()
                .getFirst();
    }

    private static Analysis read(java.nio.file.Path bundle) throws IOException {
        return Analysis.run(
                Bundle.of(List.of(new Input.Stored(bundle)), Limits.standard(), () -> 0),
                2,
                cluster -> Optional.empty());
    }
}
